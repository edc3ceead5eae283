import { devNull } from 'node:os';
import type { OddService } from '../../src/domain/truth/truth-case.ts';
import type { TruthBench } from '../../src/lab/measure-truth.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { openBench } from './truth-lab.ts';

/** A service on our runtime, as the lab starts it on the server CPU; gone after `use`. */
export async function withContender<T>(
  service: OddService,
  use: (contender: RunningContender, bench: TruthBench) => Promise<T>,
): Promise<T> {
  await using bench = await openBench(service);
  const [spec] = bench.specs;
  if (spec === undefined) throw new Error(`${service.program} was not prepared`);
  await using contender = await bench.contenders.start(spec, {
    cpus: bench.cpus.server,
    launchName: spec.id,
    logFile: devNull,
    readyTimeoutMs: 20_000,
    signal: bench.signal,
  });
  return await use(contender, bench);
}
