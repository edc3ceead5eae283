/** Made-up events for tests of the views, in the order the lab emits them. No figure in them was measured. */
import { Histogram } from '@framework-lab/protocol/histogram';
import type { LabEvent, LabEventBody, LaunchPhase, ServerSecond } from '../../src/domain/events.ts';
import type { LiveLoad } from '../../src/domain/load.ts';
import type { RunRecord, StepRecord } from '../../src/domain/run-record.ts';
import { NO_RUN, type RunViewState, runState } from '../../src/ui/run-state.ts';
import { RATES, rampRun, step } from '../report/fixture.ts';

export function at(second: number, body: LabEventBody): LabEvent {
  return { ...body, atMs: 5000 + second * 1000 } as LabEvent;
}

/** On the clock of the events. */
export function nowAt(second: number): number {
  return 5000 + second * 1000;
}

export function stateAfter(events: readonly LabEvent[]): RunViewState {
  return events.reduce(runState, NO_RUN);
}

export function runStarted(record: RunRecord, blocks = 1): LabEventBody {
  const names = record.contenders.map((contender) => contender.id);
  return {
    type: 'run-started',
    runId: record.id,
    title: record.scenario.name,
    seed: record.seed,
    blocks,
    runtime: 'process',
    generator: 'builtin',
    cpus: record.cpus,
    objective: record.objective,
    launches: Array.from({ length: blocks }, (_, i) =>
      names.map((contender) => ({ contender, block: i + 1 })),
    ).flat(),
    stepsPerLaunch: RATES.length,
    worstCaseS: 900,
    expectedS: 280,
    folder: `results/${record.id}`,
  };
}

export function phase(contender: string, name: LaunchPhase, expectedS: number, detail = ''): LabEventBody {
  return { type: 'phase', contender, block: 1, launch: 1, phase: name, detail, expectedS };
}

export function stepStarted(contender: string, index: number, attempt = 1): LabEventBody {
  return {
    type: 'step-started',
    step: { contender, block: 1, launch: 1, index, attempt },
    ratePerSec: RATES[index - 1] ?? 0,
    durationS: 10,
    leadInS: 2,
    of: RATES.length,
  };
}

export function liveLoad(perSec: number, index: number, p99Ms: number, failed = 0): LiveLoad {
  const latency = new Histogram();
  for (let i = 0; i < 100; i++)
    latency.record(p99Ms * 1000 * (i < 98 ? 0.1 + i / 200 : 1), Math.max(1, perSec / 100));
  const ok = perSec - failed;
  return {
    index,
    phase: index < 0 ? 'lead-in' : 'load',
    counts: {
      planned: perSec,
      sent: perSec,
      unsent: 0,
      dropped: 0,
      completed: perSec,
      ok,
      errors: failed,
      timeouts: 0,
    },
    byStatus: failed === 0 ? { '200': ok } : { '200': ok, '500': failed },
    byError: failed === 0 ? {} : { status: failed },
    latency,
    lagUs: { p50: 10, p99: 300, max: 900 },
    inFlight: 4,
    queued: 0,
    bytesIn: ok * 243,
    bytesOut: perSec * 61,
    cpuShare: 0.38,
  };
}

export const SERVER: ServerSecond = { cpuShare: 0.71, rssMb: 91.6, completed: 40_000, workers: [] };

export function second(
  contender: string,
  load: LiveLoad | null,
  server: ServerSecond | null = SERVER,
): LabEventBody {
  return { type: 'second', contender, step: null, ratePerSec: load?.counts.planned ?? 0, load, server };
}

/** express has ended, fastify is 7 s into its third step, koa and node-http wait. */
export function midRun(): LabEvent[] {
  const record = rampRun();
  const steps = (name: string): StepRecord[] => record.steps.filter((one) => one.contender === name);
  const express = record.launches.find((one) => one.contender === 'express');
  if (express === undefined) throw new Error('the fixture has no express');
  return [
    at(0, { type: 'progress', text: 'building the contenders and the generator' }),
    at(1, runStarted({ ...record, contenders: order(record, ['express', 'fastify', 'koa', 'node-http']) })),
    at(1, { type: 'launch-started', contender: 'express', block: 1, launch: 1 }),
    at(1, phase('express', 'start', 2)),
    at(2, phase('express', 'verify', 1)),
    at(3, phase('express', 'warm-up', 4, '2,500/s')),
    ...steps('express').map((record, i) => at(20 + i * 12, { type: 'step-finished', record })),
    at(70, phase('express', 'verify-again', 1)),
    at(71, { type: 'launch-finished', record: { ...express, launch: 1 } }),
    at(71, { type: 'launch-started', contender: 'fastify', block: 1, launch: 2 }),
    at(73, phase('fastify', 'warm-up', 4, '2,500/s')),
    at(80, { type: 'step-finished', record: step('fastify', 400, { launch: 2 }) }),
    at(92, { type: 'step-finished', record: step('fastify', 1000, { launch: 2 }) }),
    at(93, stepStarted('fastify', 3)),
    at(94, second('fastify', liveLoad(5000, -1, 40))),
    ...[0, 1, 2, 3, 4, 5, 6].map((i) => at(96 + i, second('fastify', liveLoad(5000, i, 2 + i * 0.4)))),
    at(101, {
      type: 'warning',
      warning: { code: 'busy', message: 'fastify step 3: load generator above 80% CPU for 4 s' },
    }),
  ];
}

export function attackEvents(): LabEvent[] {
  const record = rampRun();
  const contender = 'http://127.0.0.1:8080/api/dummy';
  const id = { contender, block: 1, launch: 1, index: 1, attempt: 1 };
  return [
    at(0, {
      ...(runStarted(record) as Extract<LabEventBody, { type: 'run-started' }>),
      title: `attack ${contender}`,
      runtime: '',
      cpus: { ...record.cpus, server: [] },
      launches: [{ contender, block: 1 }],
      stepsPerLaunch: 1,
      expectedS: 600,
      folder: '',
    }),
    at(0, { type: 'launch-started', contender, block: 1, launch: 1 }),
    at(0, { type: 'step-started', step: id, ratePerSec: 9000, durationS: 600, leadInS: 0, of: 1 }),
    ...Array.from({ length: 40 }, (_, i) =>
      at(i + 1, second(contender, liveLoad(9000, i, 3 + (i % 7), i > 30 ? 90 : 0), null)),
    ),
  ];
}

function order(record: RunRecord, ids: readonly string[]): RunRecord['contenders'] {
  return ids.flatMap((id) => record.contenders.filter((contender) => contender.id === id));
}
