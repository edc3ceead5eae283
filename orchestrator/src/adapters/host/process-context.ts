import type { ProcessContext } from '../../process-context.ts';
import { systemClock } from './system-clock.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The real process. */
export function processContext(root: string): ProcessContext {
  const { stdout, stderr } = process;
  // A reader that went away (`| head`), or a terminal that was closed, is no error of ours.
  for (const stream of [stdout, stderr]) stream.on('error', ignoreBrokenPipe);
  return {
    argv: process.argv.slice(2),
    env: process.env,
    // npm changes to the package's folder and leaves where the user was in INIT_CWD.
    cwd: process.env['INIT_CWD'] ?? process.cwd(),
    pid: process.pid,
    nodeVersion: process.version,
    platform: process.platform,
    root,
    clock: systemClock,
    stdout: {
      write: (text) => void stdout.write(text),
      isTerminal: stdout.isTTY === true,
      onGone: (listener) => {
        // Whatever other error it is, the handler above throws.
        stdout.on('error', listener);
        return () => stdout.off('error', listener);
      },
    },
    stderr: {
      write: (text) => void stderr.write(text),
      isTerminal: stderr.isTTY === true,
      columns: () => (stderr.isTTY ? stderr.columns : null),
      rows: () => (stderr.isTTY ? stderr.rows : null),
      onResize: (listener) => {
        stderr.on('resize', listener);
        return () => stderr.off('resize', listener);
      },
    },
    onInterrupt: (handler) => {
      for (const signal of SIGNALS) process.on(signal, handler);
      return () => {
        for (const signal of SIGNALS) process.off(signal, handler);
      };
    },
    exitNow: (code) => process.exit(code),
  };
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}
