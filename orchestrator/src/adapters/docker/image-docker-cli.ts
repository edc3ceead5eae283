import { spawn } from 'node:child_process';
import { lineSplitter } from '../contender/lines.ts';

const END_GRACE_MS = 3000;

export interface DockerCall {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface DockerEnd {
  /** Null: there is no `docker` program on the PATH, or it cannot be run. */
  readonly code: number | null;
  /** Everything it printed, both streams as they came, without empty lines. */
  readonly lines: readonly string[];
  /** Of those, what came on its standard output. */
  readonly printed: readonly string[];
}

/**
 * Runs the Docker CLI. Rejects with the signal's reason once that is aborted and the CLI, with the
 * plugins it had started, has ended.
 */
export async function runDocker(args: readonly string[], call: DockerCall): Promise<DockerEnd> {
  const { cwd, env, signal, onLine } = call;
  signal.throwIfAborted();
  const lines: string[] = [];
  const printed: string[] = [];
  const hear = (line: string): void => {
    if (line.trim() === '') return;
    lines.push(line);
    onLine?.(line);
  };
  const hearPrinted = (line: string): void => {
    printed.push(line);
    hear(line);
  };
  const ended = Promise.withResolvers<number | null>();
  // A group of its own: Ctrl-C reaches the lab, which then ends it and everything it has started.
  const child = spawn('docker', args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  child.once('error', () => ended.resolve(null));
  child.once('close', (code) => ended.resolve(code ?? 1));
  for (const [stream, take] of [
    [child.stdout, hearPrinted],
    [child.stderr, hear],
  ] as const) {
    const splitter = lineSplitter(take);
    stream.on('data', (chunk: Buffer) => splitter.push(chunk));
    stream.once('end', () => splitter.end());
  }
  let force: NodeJS.Timeout | undefined;
  const abort = (): void => {
    endGroup(child.pid, 'SIGTERM');
    force = setTimeout(() => endGroup(child.pid, 'SIGKILL'), END_GRACE_MS);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const code = await ended.promise;
    signal.throwIfAborted();
    return { code, lines, printed };
  } finally {
    clearTimeout(force);
    signal.removeEventListener('abort', abort);
  }
}

function endGroup(pid: number | undefined, name: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended in the meantime.
  }
}
