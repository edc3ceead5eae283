import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { processRuntime } from '../../src/adapters/process/process-runtime.ts';
import type { ContenderSpec, ProcessLaunch } from '../../src/domain/contender.ts';
import type { RunningContender, StartOptions } from '../../src/ports/contender-runtime.ts';
import type { Guard } from '../../src/ports/guard.ts';

export function fixture(name: string): string {
  return join(import.meta.dirname, 'fixtures', name);
}

export function spec(program: string, launch: Partial<ProcessLaunch> = {}): ContenderSpec {
  return {
    id: program.split('.')[0] ?? program,
    name: program,
    role: 'contender',
    launch: {
      process: {
        command: ['node', fixture(program)],
        cwd: import.meta.dirname,
        env: {},
        telemetry: false,
        ...launch,
      },
    },
    readinessPath: '/healthz',
    settings: {},
    source: 'test',
  };
}

/** A runtime with a folder of its own and a guard that only takes notes. */
export class LabFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
  readonly effects: string[] = [];
  readonly watched = new Set<number>();
  readonly #running: RunningContender[] = [];
  readonly #guard: Guard = {
    watch: (pid) => {
      this.watched.add(pid);
      this.effects.push('watch');
    },
    forget: (pid) => {
      this.watched.delete(pid);
      this.effects.push('forget');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };

  async start(contender: ContenderSpec, options: Partial<StartOptions> = {}): Promise<RunningContender> {
    const runtime = processRuntime({ clock: systemClock, guard: this.#guard, graceMs: 800 });
    const running = await runtime.start(contender, {
      cpus: [0],
      launchName: `${contender.id}-1`,
      logFile: join(this.folder, 'logs', `${contender.id}.log`),
      readyTimeoutMs: 20_000,
      signal: new AbortController().signal,
      ...options,
    });
    this.#running.push(running);
    return running;
  }

  async end(): Promise<void> {
    for (const running of this.#running) await running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for a condition, generously: the machine may be busy with anything. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await systemClock.sleep(20);
  }
}
