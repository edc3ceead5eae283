/**
 * The two small programs beside the generator, in its image too. Like it they answer with one JSON
 * document per line on stdout and log to stderr.
 *
 * The probe reads one question per line on stdin, any number at once, and ends when stdin ends.
 */
export interface ProbeQuestion {
  readonly id: number;
  /** Literal IP address or a name; resolved where the probe runs. */
  readonly host: string;
  readonly port: number;
  /** The exact request, in Base64. */
  readonly wire: string;
  /** Decides whether the response has a body. */
  readonly method: string;
  readonly timeoutMs: number;
}

export type FromProbe =
  | { readonly type: 'ready'; readonly node: string; readonly cpus: string | null }
  | {
      readonly type: 'response';
      readonly id: number;
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** In Base64. */
      readonly body: string;
    }
  /** No whole response came, or the question could not be read (`id` is then -1). */
  | { readonly type: 'error'; readonly id: number; readonly error: string };

/** The null responder listens on `HOST`:`PORT` (0: any free one), says so once, and ends on SIGTERM. */
export interface FromNullResponder {
  readonly type: 'listening';
  readonly port: number;
}
