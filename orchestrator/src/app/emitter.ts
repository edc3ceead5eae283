import type { Emit, LabEvent } from '../domain/events.ts';
import type { Clock } from '../ports/clock.ts';

/** Stamps events with their times and hands them to the listener. */
export function emitter(clock: Clock, listen: (event: LabEvent) => void): Emit {
  return (body) => listen({ ...body, atMs: clock.nowMs(), wallMs: clock.wallMs() } as LabEvent);
}
