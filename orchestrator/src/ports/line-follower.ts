/** Reads a file that another process appends to. */
export interface LineFollower {
  /**
   * Its whole lines from the beginning on, then those that come, until the signal aborts. A file that
   * is not there yet has none. Looks about once a second, and says so when there was nothing new.
   */
  follow(file: string, signal: AbortSignal): AsyncIterable<Appended>;
}

export interface Appended {
  /** Without their line feeds; valid until the next ones are asked for. */
  readonly lines: readonly Buffer[];
  /** The file was cut or replaced: these are from its beginning again. */
  readonly restarted: boolean;
  /** False: more of it can be read at once. */
  readonly upToDate: boolean;
}
