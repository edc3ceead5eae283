/** In the environment of a profiled Node program, as JSON: what its threads are told. */
export const PROFILER_ORDER = 'FRAMEWORK_LAB_PROFILER';

export interface ProfilerOrder {
  /** Where each thread says that it is here, and is told to write: lines of JSON on a local socket. */
  readonly socketPath: string;
  readonly folder: string;
  readonly intervalUs: number;
}

/** Write what was sampled, whole or not at all, and sample no more. */
export interface ToThread {
  readonly kind: 'write';
}

export type FromThread =
  | {
      readonly kind: 'here';
      readonly pid: number;
      /** Name of its file in the folder, without an ending. */
      readonly id: string;
      /** For people: `worker 4711`. */
      readonly name: string;
    }
  | { readonly kind: 'written' }
  | { readonly kind: 'failed'; readonly message: string };
