import { stripVTControlCharacters } from 'node:util';

/** A line of a log that came more than once, numbers and ids aside. */
export interface RepeatedLine {
  /** As it was printed the first time, cut; it may hold anything but control codes. */
  readonly text: string;
  readonly count: number;
  /** Too many different lines to count them all, or a log that was cut: it came at least so often. */
  readonly isLeast: boolean;
  /** Every one of them told its time, and that lay in the load. False: their times are not known. */
  readonly inLoad: boolean;
}

/** Of each contender its repeated lines, over all of its launches, the most frequent first. */
export type RunLogs = ReadonlyMap<string, readonly RepeatedLine[]>;

/** Unix ms. */
export interface LoadSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Different lines counted at once: 16 MB of log must not become as much memory. */
const MOST_PATTERNS = 2000;
const LONGEST_TEXT = 300;
/** How the line begins that takes the place of what a log was too long for; adapters/contender/log-tail.ts writes it. */
const TRACEBACK = 'Traceback (most recent call last):';
const CUT = '… cut here: the log is longer';

interface Counted {
  readonly text: string;
  count: number;
  inLoad: boolean;
}

/**
 * Counts what a log repeats, in bounded memory: where all counters are taken, each loses one, and those
 * at 0 are free again (Misra and Gries 1982), so no line that is frequent is ever lost.
 */
export class LineCounter {
  readonly #patterns = new Map<string, Counted>();
  #lost = false;
  /** The last message, until it is known that no traceback of Python's says what it really was. */
  #held: (Message & { readonly load: LoadSpan }) | null = null;
  #inTraceback = false;

  /** A line that tells a time out of the load, continues another one or is no message is passed over. */
  add(line: string, load: LoadSpan): void {
    if (line.startsWith(CUT)) {
      this.#lost = true;
    } else if (line === TRACEBACK) {
      this.#inTraceback = true;
    } else {
      const message = messageOf(line);
      if (message === null) return;
      // `Exception in application` is what a logger says of every exception; its last line says which one it was.
      const timeMs = message.timeMs ?? (this.#inTraceback ? (this.#held?.timeMs ?? null) : null);
      if (!this.#inTraceback) this.#count();
      this.#inTraceback = false;
      this.#held = { text: message.text, timeMs, load };
    }
  }

  #count(): void {
    if (this.#held === null) return;
    const { text, timeMs, load } = this.#held;
    this.#held = null;
    if (timeMs !== null && (timeMs < load.fromMs || timeMs > load.toMs)) return;
    const pattern = patternOf(text);
    const known = this.#patterns.get(pattern);
    if (known !== undefined) {
      known.count += 1;
      known.inLoad &&= timeMs !== null;
    } else if (this.#patterns.size < MOST_PATTERNS) {
      this.#patterns.set(pattern, { text, count: 1, inLoad: timeMs !== null });
    } else {
      this.#makeRoom();
    }
  }

  repeated(): RepeatedLine[] {
    this.#count();
    return [...this.#patterns.values()]
      .filter(({ count }) => count > 1)
      .sort((a, b) => b.count - a.count)
      .map((line) => ({ ...line, isLeast: this.#lost }));
  }

  #makeRoom(): void {
    this.#lost = true;
    for (const [pattern, counted] of this.#patterns) {
      counted.count -= 1;
      if (counted.count === 0) this.#patterns.delete(pattern);
    }
  }
}

interface Message {
  readonly text: string;
  /** Unix ms. */
  readonly timeMs: number | null;
}

/**
 * What a line says and when; JSON as pino and others write it, anything else as it is. Null: it is no message
 * of its own.
 */
function messageOf(line: string): Message | null {
  const told = line.startsWith('{') ? parsed(line) : null;
  // The last line of telemetry stands in the log, too.
  if (told?.['type'] === 'end' && 'completed' in told) return null;
  const message = told?.['msg'] ?? told?.['message'];
  // What is indented belongs to the line before it: the frames of a stack.
  if (typeof message !== 'string' && /^\s/.test(line)) return null;
  const text = shortened(typeof message === 'string' ? message : line);
  if (text === '') return null;
  return { text, timeMs: typeof message === 'string' ? timeOf(told) : stampOf(line) };
}

/** As gunicorn and others of Python's loggers begin a line: `[2026-11-25 17:16:39 +0000]`. */
function stampOf(line: string): number | null {
  const [, date, time, hours, minutes] =
    /^\[(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]/.exec(line) ?? [];
  return date === undefined ? null : Date.parse(`${date}T${time}${hours}:${minutes}`) || null;
}

function parsed(line: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

function timeOf(told: Readonly<Record<string, unknown>> | null): number | null {
  const time = told?.['time'] ?? told?.['timestamp'];
  if (typeof time === 'number') return time;
  // Without a zone it could be any.
  return typeof time === 'string' && /(?:Z|[+-]\d\d:?\d\d)$/.test(time) ? Date.parse(time) || null : null;
}

function shortened(text: string): string {
  // Cut before and after: what is stripped may be most of it.
  const plain = stripVTControlCharacters(text.slice(0, 4 * LONGEST_TEXT)).replace(/\p{Cc}+/gu, ' ');
  return plain.trim().slice(0, LONGEST_TEXT);
}

/** Addresses, decimals and clock times, hexadecimal ids; then what digits are left, as in `worker12`. */
const IDS = /\b(?:0x[0-9a-f]+|\d+(?:[.,:]\d+)+|(?=[a-f-]*\d)[0-9a-f]+(?:-[0-9a-f]+)*)\b|\d+/gi;

/** The same for lines that differ by numbers, addresses and ids only. */
function patternOf(text: string): string {
  return text.replace(IDS, '#');
}
