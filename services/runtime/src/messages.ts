import type { WorkerSample } from '@framework-lab/protocol/telemetry';

/** Supervisor to worker, over the cluster's IPC channel. */
export type WorkerOrder =
  | { readonly kind: 'sample'; readonly ask: number; readonly reset: boolean }
  /** Stop accepting and finish; `quickly` also closes connections that stay idle. */
  | { readonly kind: 'drain'; readonly quickly: boolean }
  /** The final count has arrived: the worker may exit. */
  | { readonly kind: 'exit' };

/** Worker to supervisor. */
export type WorkerReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'beat' }
  /** Served as many requests as it was allowed: please replace me. */
  | { readonly kind: 'worn' }
  | { readonly kind: 'sample'; readonly ask: number; readonly sample: WorkerSample }
  | { readonly kind: 'drained'; readonly sample: WorkerSample }
  /** Sent while exiting for whatever reason, so that the count of a crashed worker is known. */
  | { readonly kind: 'last-count'; readonly completed: number };

/** What a worker needs to know that differs from worker to worker, in its environment. */
export const MAX_REQUESTS_OF_WORKER = 'FRAMEWORK_LAB_WORKER_MAX_REQUESTS';
