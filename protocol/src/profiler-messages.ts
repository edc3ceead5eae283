/**
 * The lab and each thread of a profiled Node program: lines of JSON over a local socket. A thread says that
 * it is here when it starts; everything else is asked for.
 */
export type ToThread =
  | { readonly kind: 'start'; readonly intervalUs: number; readonly file: string }
  /** Write what was sampled, whole or not at all. */
  | { readonly kind: 'stop' };

export type FromThread =
  | {
      readonly kind: 'here';
      readonly pid: number;
      /** 0: the main thread. */
      readonly thread: number;
      readonly role: 'worker' | 'main' | 'thread';
    }
  | { readonly kind: 'started' }
  | { readonly kind: 'written' }
  | { readonly kind: 'failed'; readonly message: string };

/** In the environment of the program: the path of the socket. */
export const PROFILER_SOCKET = 'FRAMEWORK_LAB_PROFILER';
