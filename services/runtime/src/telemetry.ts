import type { EndLine, TelemetryLine } from '@framework-lab/protocol/telemetry';

/** One JSON document per line on stdout. `written` runs when it has left this process. */
export function printTelemetry(line: TelemetryLine, written?: () => void): void {
  process.stdout.write(`${JSON.stringify(line)}\n`, () => written?.());
}

/** The last line, then the exit: nothing may follow it. */
export function printEnd(line: Omit<EndLine, 'type'>, exitCode: number): void {
  printTelemetry({ type: 'end', ...line }, () => process.exit(exitCode));
}

/** For what is wrong before there is anything to supervise, such as a setting out of range. */
export function refuseToStart(message: string): void {
  process.stderr.write(`${message}\n`);
  printEnd({ reason: 'start-failed', message, completed: 0 }, 1);
}
