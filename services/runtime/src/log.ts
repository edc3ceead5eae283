import type { Logger } from 'pino';
import { destination, pino } from 'pino';

/** Logs go to stderr as they happen; stdout belongs to the telemetry. Requests are never logged. */
export function createLog(name: string): Logger {
  return pino({ name, level: process.env['LOG_LEVEL'] || 'info' }, destination({ dest: 2, sync: true }));
}
