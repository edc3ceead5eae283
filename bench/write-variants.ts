import { execFileSync } from 'node:child_process';
import type { LiveWindow } from '@framework-lab/protocol/load';
import { GcWatch } from '../generator/src/generator-use.ts';
import { forceDirectWrites } from '../generator/src/socket-writer.ts';
import { Step } from '../generator/src/step.ts';
import { bundled } from './bundle.ts';
import { stepOf } from './contestants/builtin.ts';
import { PinnedProcess } from './pinned-process.ts';
import { spreadOf } from './spread.ts';

/**
 * CPU per request of the ways to write a request, at saturation, in one process, taking turns:
 * `sh scripts/node.sh --single-threaded-gc --expose-gc --import tsx bench/write-variants.ts [rounds]`
 */
const VARIANTS = { 'socket.write': false, 'handle.writeBuffer': true } as const;
const rounds = Number(process.argv[2] ?? 6);

await using responderProgram = await bundled('bench/null-responder.ts');
await using responder = new PinnedProcess(0, [
  process.execPath,
  '--single-threaded-gc',
  responderProgram.file,
]);
const port = Number(await responder.firstLine());
execFileSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)], { stdio: 'ignore' });

const gc = new GcWatch();
const cpuUs: Record<string, number[]> = {};
for (let round = 0; round <= rounds; round++) {
  for (const [name, direct] of Object.entries(VARIANTS)) {
    forceDirectWrites(direct);
    const perRequest = await saturated();
    // The first round compiles.
    if (round > 0) cpuUs[name] = [...(cpuUs[name] ?? []), perRequest];
  }
}
gc.stop();
for (const [name, values] of Object.entries(cpuUs)) {
  const { median, min, max } = spreadOf(values) as NonNullable<ReturnType<typeof spreadOf>>;
  process.stdout.write(
    `${name}: ${median.toFixed(2)} µs a request (${min.toFixed(2)} … ${max.toFixed(2)})\n`,
  );
}

async function saturated(): Promise<number> {
  globalThis.gc?.();
  const live: LiveWindow[] = [];
  const arena = { port, loadCpu: 1, connections: 64, seconds: 2, leadInSeconds: 1 };
  const step = new Step(
    stepOf(arena, 150_000, 2000, 60_000),
    {
      live: (window) => {
        live.push(window);
        if (window.index === 1) step.abort();
      },
      arrivals: () => {},
    },
    gc,
  );
  await step.run();
  const load = live.filter(({ phase }) => phase === 'load');
  const sum = (of: (window: LiveWindow) => number): number =>
    load.reduce((total, window) => total + of(window), 0);
  return sum(({ generator }) => generator.cpuUs) / sum(({ counts }) => counts.completed);
}
