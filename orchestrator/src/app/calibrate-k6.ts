import type { RequestOrder } from '@framework-lab/protocol/load';
import type { CleanTrial } from '../domain/clean-limit.ts';
import { expectationFor } from '../domain/contract-check.ts';
import { concreteRequest } from '../domain/request-wire.ts';
import { formatRate } from '../domain/units.ts';
import { calibrate } from '../lab/calibrate.ts';
import type { GeneratorRequest } from './choose-generator.ts';
import type { LabApp } from './lab-app.ts';

/**
 * The highest rate k6 offers cleanly from these load CPUs, per second, tried on a responder of ours on
 * the server CPUs; null: none. Found out once a sitting, for all that it depends on.
 */
export async function calibrateK6(app: LabApp, request: GeneratorRequest): Promise<number | null> {
  const { taken, opened, plan, progress, signal } = request;
  const { cpus, scenario } = plan;
  const { objective, connections } = scenario;
  const images = taken.prepared.images.filter(({ tag }) => /\/(k6|generator):/.test(tag)).map(({ id }) => id);
  const key = ['k6-clean-limit', taken.runtime.description, images, cpus, objective.latencyMs, connections];
  const kept = app.sitting.get(key) as { readonly limit: number } | null;
  if (kept !== null) return kept.limit;

  progress('calibrating k6 on these CPUs, about 40 s; once a sitting');
  await using responder = await opened.startNullResponder(cpus.server);
  await using session = await opened.generator('k6').open({ cpus: cpus.load, logFile: null, signal });
  const { cleanLimitPerSec } = await calibrate(session, {
    target: responder.target,
    requests: [nullRequest(responder.target)],
    objective,
    cpus: cpus.load,
    connections,
    clock: app.clock,
    signal,
    onTrial: (trial) => progress(`k6 at ${formatRate(trial.ratePerSec)}: ${words(trial)}`),
  });
  // That no rate was clean may say more of this minute than of k6 here: it is tried again next time.
  if (cleanLimitPerSec !== null) app.sitting.put(key, { limit: cleanLimitPerSec });
  return cleanLimitPerSec;
}

function nullRequest({ address, port }: { readonly address: string; readonly port: number }): RequestOrder {
  const { wire } = concreteRequest({
    method: 'GET',
    path: '/',
    headers: { Accept: '*/*' },
    body: '',
    host: `${address}:${port}`,
  });
  const variant = { wire: wire.toString('base64'), method: 'GET', expect: expectationFor([200], null) };
  return { name: 'null', weight: 1, variants: [variant] };
}

function words({ clean, latencyP99Ms, droppedShare, cpuShare }: CleanTrial): string {
  const cpu = cpuShare === null ? '' : `, ${Math.round(cpuShare * 100)}% of its CPUs`;
  const lost = droppedShare === 0 ? '' : `, ${(droppedShare * 100).toPrecision(2)}% not offered`;
  return `${clean ? 'clean' : 'not clean'}, p99 ${latencyP99Ms.toPrecision(3)} ms${lost}${cpu}`;
}
