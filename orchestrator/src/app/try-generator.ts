import type { RequestOrder } from '@framework-lab/protocol/load';
import type { CleanTrial } from '../domain/clean-limit.ts';
import { expectationFor } from '../domain/contract-check.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { GeneratorName } from '../domain/generator-choice.ts';
import type { Objective } from '../domain/objective.ts';
import { concreteRequest } from '../domain/request-wire.ts';
import { formatRate } from '../domain/units.ts';
import { type CalibrationOptions, calibrate, type FoundLimit } from '../lab/calibrate.ts';
import type { OpenRuntime, Prepared, Runtime } from '../ports/runtime.ts';
import type { LabApp } from './lab-app.ts';

/** Where and for what a generator is tried. */
export interface Trials {
  readonly taken: { readonly runtime: Pick<Runtime, 'description'>; readonly prepared: Prepared };
  readonly opened: Pick<OpenRuntime, 'startNullResponder' | 'generator'>;
  readonly cpus: CpuLayout;
  readonly objective: Objective;
  readonly connections: number;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Tries a generator at one rate after another, on a responder of ours on the server CPUs. */
export async function tryGenerator(
  app: Pick<LabApp, 'clock'>,
  name: GeneratorName,
  how: Pick<CalibrationOptions, 'search' | 'judge'>,
  { opened, cpus, connections, progress, signal }: Trials,
): Promise<FoundLimit> {
  await using responder = await opened.startNullResponder(cpus.server);
  await using session = await opened.generator(name).open({ cpus: cpus.load, logFile: null, signal });
  return await calibrate(session, {
    ...how,
    target: responder.target,
    requests: [nullRequest(responder.target)],
    connections,
    clock: app.clock,
    signal,
    onTrial: (trial) => progress(`${name} at ${formatRate(trial.ratePerSec)}: ${words(trial)}`),
  });
}

/** All that a limit found depends on, for the cache of the sitting. */
export function trialKey(
  what: string,
  app: Pick<LabApp, 'lab'>,
  { taken, cpus, objective, connections }: Omit<Trials, 'opened' | 'progress' | 'signal'>,
): readonly unknown[] {
  const { images, programs } = taken.prepared;
  const ids = images.filter(({ tag }) => /\/(k6|generator):/.test(tag)).map(({ id }) => id);
  const { server, load, housekeeping } = cpus;
  const where = [app.lab.node, taken.runtime.description, ids, programs, server, load, housekeeping];
  return [what, ...where, objective, connections];
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
  const p99 = latencyP99Ms === null ? '?' : Number(latencyP99Ms.toPrecision(3));
  return `${clean ? 'clean' : 'not clean'}, p99 ${p99} ms${lost}${cpu}`;
}
