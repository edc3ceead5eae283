import { devNull } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../../../services/runtime/test/support/http-client.ts';
import { readComposeContenders } from '../../src/adapters/compose/compose-contenders.ts';
import { prepareContenders } from '../../src/adapters/process/prepare-contenders.ts';
import type { TruthSeen, TruthStep } from '../../src/domain/truth/truth-case.ts';
import { getRequest } from '../../src/domain/truth/truth-case.ts';
import { offerTruth } from '../../src/lab/offer-truth.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { folders, openBench } from '../truth/truth-lab.ts';

const listed = await readComposeContenders(folders.root, { file: undefined, cwd: folders.root, env: {} });

export interface Listed {
  readonly contender: RunningContender;
  /** One step of `GET /api/dummy`, as a run offers and judges it. */
  readonly offer: (step: TruthStep) => Promise<Pick<TruthSeen, 'record' | 'load'>>;
  /** Of one request on a connection of its own, so that workers take turns; null: no answer within `timeoutMs`. */
  readonly status: (path: string, timeoutMs?: number) => Promise<number | null>;
}

/** A contender of docker-compose.yml as the lab starts it on the server CPU; gone after `use`. */
export async function withListed<T>(id: string, use: (listed: Listed) => Promise<T>): Promise<T> {
  await using bench = await openBench();
  const [spec] = await prepareContenders(
    listed.filter((one) => one.id === id),
    folders,
  );
  if (spec === undefined) throw new Error(`${id} is not in docker-compose.yml`);
  await using contender = await bench.contenders.start(spec, {
    cpus: bench.cpus.server,
    launchName: spec.id,
    logFile: devNull,
    readyTimeoutMs: 20_000,
    signal: bench.signal,
  });
  const { host: address, port } = contender.address;
  const requests = [getRequest('dummy', '/api/dummy')];
  return await use({
    contender,
    offer: (step) => offerTruth(bench, { target: { address, port }, contender }, { requests, ...step }),
    status: (path, timeoutMs = 5000) =>
      Promise.race([
        ask(port, { path }).then(({ status }) => status),
        sleep(timeoutMs, null, { ref: false }),
      ]),
  });
}
