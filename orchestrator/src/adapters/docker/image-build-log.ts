/** A step of a build that went wrong. */
export interface FailedBuildStep {
  /** Compose service whose image was being built; null where the log does not tell. */
  readonly service: string | null;
  /** As in the Dockerfile, e.g. `RUN npm ci`. */
  readonly step: string;
  /** BuildKit's own words. */
  readonly said: string;
  /** The last the step printed, at most ten. */
  readonly lastLines: readonly string[];
}

/** BuildKit calls it a vertex: one numbered line of its plain progress, and what follows under that number. */
interface Step {
  readonly service: string | null;
  /** `3 of 9`, within its stage; null for what is not in a Dockerfile. */
  readonly place: string | null;
  readonly text: string;
  lastLines: readonly string[];
}

const LAST_LINES = 10;
const SHOWN_CHARS = 72;
/** Shorter steps are not worth a second line. */
const SHOWN_FROM_S = 1;

/**
 * Reads BuildKit's plain progress (`docker compose --progress plain build`), a line at a time, and
 * says it in fewer and plainer words. Headers are `#5 [service stage 2/6] RUN …`; the service is left
 * out where only one is built, the stage where it has no name.
 */
export class BuildLog {
  readonly #services: readonly string[];
  readonly #steps = new Map<string, Step>();
  #failed: FailedBuildStep | null = null;
  /** A step is told of when its next line shows that the cache did not have it. */
  #begun: { readonly number: string; readonly text: string } | null = null;

  constructor(services: readonly string[]) {
    this.#services = services;
  }

  /** The first step that failed. */
  get failed(): FailedBuildStep | null {
    return this.#failed;
  }

  /** What is worth telling a person, e.g. `express: npm ci`, or null. */
  take(line: string): string | null {
    const [, number = '', rest = ''] = /^#(\d+) (.*)$/.exec(line.trimEnd()) ?? [];
    const begun = this.#begun;
    this.#begun = null;
    const isCached = begun?.number === number && rest === 'CACHED';
    const told = this.#takeLine(line, number, rest);
    return begun === null || isCached ? told : begun.text;
  }

  /** A step that has begun and said nothing since: it is at work, so the cache did not have it. */
  overdue(): string | null {
    const begun = this.#begun;
    this.#begun = null;
    return begun?.text ?? null;
  }

  #takeLine(line: string, number: string, rest: string): string | null {
    if (number === '') return this.#takeClassic(line);
    const step = this.#steps.get(number);
    if (step === undefined) return this.#begin(number, rest);
    const seconds = /^DONE ([\d.]+)s$/.exec(rest)?.[1];
    if (seconds !== undefined) return done(step, seconds);
    const said = /^ERROR: (.*)$/.exec(rest)?.[1];
    if (said !== undefined) this.#failed ??= failure(step, said);
    // Each line of output has its time in front, in seconds since the step began.
    const printed = /^\d+\.\d+ (.*)$/.exec(rest)?.[1];
    if (printed !== undefined) step.lastLines = [...step.lastLines, printed].slice(-LAST_LINES);
    return null;
  }

  #begin(number: string, header: string): string | null {
    const [, brackets, text = ''] = /^\[([^\]]+)\] (.*)$/.exec(header) ?? [];
    if (brackets === undefined) {
      this.#steps.set(number, { service: this.#only, place: null, text: header, lastLines: [] });
      return null;
    }
    const first = brackets.split(' ')[0] as string;
    const [, at, of] = /(\d+)\/(\d+)$/.exec(brackets) ?? [];
    const step: Step = {
      service: this.#services.includes(first) ? first : this.#only,
      place: at === undefined ? null : `${at} of ${of}`,
      text,
      lastLines: [],
    };
    this.#steps.set(number, step);
    if (step.place !== null && !isInstant(text)) this.#begun = { number, text: told(step, shortened(text)) };
    return null;
  }

  /** Without the buildx plugin Compose builds the old way, one `Step 3/9 : RUN …` after the other. */
  #takeClassic(line: string): string | null {
    const text = /^Step \d+\/\d+ : (.*)$/.exec(line.trimEnd())?.[1];
    if (text === undefined || isInstant(text)) return null;
    return told({ service: this.#only }, shortened(text));
  }

  get #only(): string | null {
    return this.#services.length === 1 ? (this.#services[0] as string) : null;
  }
}

/** Steps that are over at once unless something is wrong. */
function isInstant(text: string): boolean {
  return /^(WORKDIR|COPY|ADD|USER|ENV|ARG|LABEL|CMD|ENTRYPOINT|STOPSIGNAL|EXPOSE) /.test(text);
}

/** What is not in the Dockerfile is not told of. */
function done(step: Step, seconds: string): string | null {
  if (step.place === null) return null;
  return Number(seconds) >= SHOWN_FROM_S ? told(step, `${shortened(step.text)} took ${seconds} s`) : null;
}

function told(step: Pick<Step, 'service'>, what: string): string {
  return step.service === null ? what : `${step.service}: ${what}`;
}

function shortened(text: string): string {
  const plain = text
    .replace(/^RUN (--\S+ )*/, '')
    .replace(/^FROM (?:docker\.io\/(?:library\/)?)?([^@\s]+).*$/, 'on $1')
    .replaceAll(/\s+/g, ' ');
  return plain.length > SHOWN_CHARS ? `${plain.slice(0, SHOWN_CHARS - 1)}…` : plain;
}

function failure(step: Step, said: string): FailedBuildStep {
  return { service: step.service, step: step.text, said, lastLines: step.lastLines };
}
