import type { LabEvent } from '../domain/events.ts';

/** Shows a run from its events only. */
export interface View {
  handle(event: LabEvent): void;
  /** Restores the terminal; safe to call twice and from a signal handler. */
  close(): void;
}
