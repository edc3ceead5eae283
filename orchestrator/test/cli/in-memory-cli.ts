import { systemClock } from '../../src/adapters/host/system-clock.ts';
import type { LabApp } from '../../src/app/lab-app.ts';
import { runCli } from '../../src/cli/cli.ts';

/** Ctrl-C, for tests to press once a command listens for it. */
export interface Keyboard {
  interrupt: () => void;
}

/** The whole command line, in memory: what it said where, and its exit code. */
export async function commandLine(
  app: Partial<LabApp>,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  keyboard: Keyboard = { interrupt: () => undefined },
  answers: readonly string[] | null = null,
) {
  const said = { stdout: '', stderr: '', appended: '' };
  const into = (name: keyof typeof said) => (text: string) => {
    said[name] += text;
  };
  const typed = [...(answers ?? [])];
  const whole: Partial<LabApp> = {
    lab: { version: '0.1.0', commit: null, dirty: null, node: '26', nodeFallback: null },
    appendText: async (file, text) => into('appended')(`${file}: ${text}`),
    ...app,
  };
  const code = await runCli({
    app: whole as LabApp,
    process: {
      argv,
      env: { LANG: 'C.UTF-8', ...env },
      cwd: '/',
      pid: 1,
      nodeVersion: '26',
      platform: 'linux',
      stdin: {
        isTerminal: answers !== null,
        ask: async (question) => {
          into('stderr')(question);
          return typed.shift() ?? null;
        },
      },
      stdout: {
        isTerminal: false,
        write: into('stdout'),
        onGone: () => () => undefined,
        settled: async () => null,
      },
      stderr: {
        isTerminal: false,
        write: into('stderr'),
        columns: () => 200,
        rows: () => null,
        onResize: () => () => undefined,
      },
      clock: systemClock,
      root: '/',
      onInterrupt: (handler) => {
        keyboard.interrupt = () => handler('SIGINT');
        return () => undefined;
      },
      exitNow: () => undefined,
    },
  });
  return { code, ...said };
}
