import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import type { ProcessContext } from '../../process-context.ts';
import { systemClock } from './system-clock.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The real process. */
export function processContext(root: string): ProcessContext {
  const { stdout, stderr } = process;
  let failure: Error | null = null;
  // Whoever runs the command asks what failed: thrown from here it would be a stack and no exit code of ours.
  stdout.on('error', (error) => {
    failure ??= unlessGone(error);
  });
  // A terminal that was closed, a full disk: there is nowhere left to say it.
  stderr.on('error', () => undefined);
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
    // Not by `process.stdin`, which would open it for every command.
    stdin: { isTerminal: isatty(0), ask },
    stdout: {
      write: (text) => void stdout.write(text),
      isTerminal: stdout.isTTY === true,
      onGone: (listener) => {
        const tell = (error: Error): void => listener(unlessGone(error));
        stdout.on('error', tell);
        return () => stdout.off('error', tell);
      },
      settled: async () => {
        // Writes come back in their order, the one that failed before this one.
        await new Promise<void>((resolve) => stdout.write('', () => resolve()));
        return failure;
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

/** Whoever read it went away (`| head`), or the terminal was closed: no error of ours. */
function unlessGone(error: NodeJS.ErrnoException): Error | null {
  return error.code === 'EPIPE' || error.code === 'EIO' ? null : error;
}

/** On stderr: what a command says of itself goes there, and stdout may be a file. */
async function ask(question: string): Promise<string | null> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<null>((resolve) => terminal.once('close', () => resolve(null)));
  try {
    return await Promise.race([terminal.question(question), closed]);
  } finally {
    terminal.close();
  }
}
