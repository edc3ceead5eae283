import type { LabEvent } from '../domain/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { View } from '../ports/view.ts';
import type { TextSink } from '../process-context.ts';
import { cleanText } from '../report/text/clean-text.ts';
import { renderLine } from '../report/text/line.ts';
import { clockTime } from '../report/text/numbers.ts';
import { EventTime } from './event-time.ts';
import { LogGate } from './log-gate.ts';
import { heartbeatLine, plainLines } from './plain-lines.ts';
import { NO_RUN, type RunViewState, runState } from './run-state.ts';

const HEARTBEAT_MS = 60_000;
const LOOK_MS = 1000;

export interface PlainStyle {
  readonly unicode: boolean;
}

/** Lines for a log or a pipe: no cursor codes, no colour, a sign of life at least once a minute. */
export function plainView(sink: TextSink, clock: Clock, style: PlainStyle = { unicode: true }): View {
  const closing = new AbortController();
  const writer = new PlainWriter((line) => sink.write(`${line}\n`), style);
  const time = new EventTime(clock);
  let state = NO_RUN;

  const beat = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await clock.sleep(LOOK_MS, closing.signal).catch(() => undefined);
      if (!closing.signal.aborted && !state.finished) writer.tick(state, time.nowMs());
    }
  };
  void beat();

  return {
    handle(event: LabEvent): void {
      if (closing.signal.aborted) return;
      time.seen(event);
      state = runState(state, event);
      writer.write(state, event);
    },
    close: () => closing.abort(),
  };
}

/** Turns events and passing time into lines with the elapsed time before them. */
export class PlainWriter {
  readonly #put: (line: string) => void;
  readonly #style: PlainStyle;
  readonly #gate = new LogGate();
  #lastLineAtMs: number | null = null;

  constructor(put: (line: string) => void, style: PlainStyle) {
    this.#put = put;
    this.#style = style;
  }

  write(state: RunViewState, event: LabEvent): void {
    const texts = plainLines(state, event);
    if (event.type === 'log') {
      const line = this.#gate.admit(cleanText(event.from), cleanText(event.line), event.atMs);
      if (line !== null) texts.push(line);
    }
    this.#lines(state, texts, event.atMs);
  }

  tick(state: RunViewState, nowMs: number): void {
    this.#lastLineAtMs ??= nowMs;
    this.#lines(state, this.#gate.notices(nowMs), nowMs);
    if (nowMs - this.#lastLineAtMs >= HEARTBEAT_MS) this.#lines(state, [heartbeatLine(state, nowMs)], nowMs);
  }

  #lines(state: RunViewState, texts: readonly string[], nowMs: number): void {
    const elapsed = clockTime((nowMs - (state.firstAtMs ?? nowMs)) / 1000);
    for (const text of texts) {
      this.#lastLineAtMs = nowMs;
      this.#put(renderLine([`${elapsed}  ${text}`], { columns: null, colour: false, ...this.#style }));
    }
  }
}
