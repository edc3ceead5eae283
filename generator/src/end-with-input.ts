import { fstatSync } from 'node:fs';

/** Ends this process when what feeds its stdin is gone, whatever it is doing, so that it cannot outlive the lab. */
export function endWithInput(): void {
  process.stdin.on('error', () => process.exit(0));
  process.stdin.on('end', () => process.exit(0));
  process.stdout.on('error', () => process.exit(0));
  endOnSigterm();
}

/** The first process of a container ignores every signal that it does not handle: `docker stop` would wait. */
export function endOnSigterm(): void {
  if (process.pid === 1) process.on('SIGTERM', () => process.exit(143));
}

/** Whether somebody holds the other end of stdin; a container without one has /dev/null there. */
export function hasInput(): boolean {
  try {
    return !fstatSync(0).isCharacterDevice();
  } catch {
    return false;
  }
}
