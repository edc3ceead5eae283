import type { ArrivalWindow, LiveWindow, StepOrder, StepResult } from './load.ts';

/**
 * The generator is a process of its own (a child or a container) that reads one JSON document per
 * line on stdin and answers with one per line on stdout. It ends when stdin ends. One step runs at
 * a time. Logs go to stderr.
 */
export type ToGenerator =
  | { readonly type: 'step'; readonly step: StepOrder }
  /** Ends the running step early; its result still comes, with what had happened by then. */
  | { readonly type: 'abort' };

export type FromGenerator =
  | { readonly type: 'ready'; readonly pid: number; readonly node: string; readonly protocol: 1 }
  | { readonly type: 'live'; readonly step: string; readonly window: LiveWindow }
  | { readonly type: 'arrivals'; readonly step: string; readonly window: ArrivalWindow }
  | { readonly type: 'result'; readonly step: string; readonly result: StepResult; readonly aborted: boolean }
  /** The order could not be carried out at all (malformed, no descriptors left …). */
  | { readonly type: 'error'; readonly step: string | null; readonly code: string; readonly message: string };

export const GENERATOR_PROTOCOL = 1;
