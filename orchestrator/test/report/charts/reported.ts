import type { ReportedRun, StepTimeline } from '../../../src/domain/reported-run.ts';
import type { RunRecord, StepRecord } from '../../../src/domain/run-record.ts';
import { stepKey } from '../../../src/domain/step-id.ts';
import { isSupported } from '../../../src/domain/supported-quantile.ts';
import { contender, emptyRun, launch, step } from '../fixture.ts';

/** A run with made-up seconds: as its steps say on the whole, with a noisy one here and there. */
export function reported(record: RunRecord): ReportedRun {
  const timelines = new Map(record.steps.map((one) => [stepKey(one), timelineOf(one)]));
  return { record, machine: null, timelines };
}

function timelineOf(of: StepRecord): StepTimeline {
  const p99 = of.latencyMs.p99 ?? 3;
  const failedPerSec = Math.round((of.errors + of.timeouts) / of.durationS);
  const seconds = Array.from({ length: of.durationS }, (_, second) => {
    const wobble = 1 + 0.3 * Math.sin(second * 1.7 + of.ratePerSec);
    const ok = Math.round(of.achievedPerSec) - (second % 4 === 3 ? 2 : 0);
    const requests = ok + failedPerSec;
    return {
      second,
      planned: of.ratePerSec,
      ok,
      failed: failedPerSec,
      dropped: Math.round(of.dropped / of.durationS),
      p50Ms: isSupported(requests, 0.5) ? (p99 / 8) * wobble : null,
      p99Ms: isSupported(requests, 0.99) ? p99 * wobble : null,
      lagP99Ms: second === 6 ? 4.2 : 0.3,
      inFlightMax: 12,
      serverCpuShare: of.server.cpuShare,
      stealShare: second === 7 ? 0.3 : 0.01,
      foreignShare: 0.01,
    };
  });
  const percentiles = Array.from({ length: 31 }, (_, i) => {
    const quantile = 1 - 10 ** (-i / 10);
    return { quantile, ms: (p99 / 8) * (1 + i / 2.5) };
  });
  return { seconds, percentiles };
}

/** `contenders` that each climb `rates` rates once in each of `blocks` blocks, every fifth step failing. */
export function manySteps(contenders: number, rates: number, blocks: number): RunRecord {
  const ids = Array.from({ length: contenders }, (_, i) => `service-${i + 1}`);
  const launches = Array.from({ length: blocks * contenders }, (_, i) =>
    launch(ids[i % contenders] as string, i + 1, { block: Math.floor(i / contenders) + 1 }),
  );
  const empty = emptyRun();
  return emptyRun({
    contenders: ids.map((id) => contender(id, null)),
    launches,
    scenario: { ...empty.scenario, blocks },
    steps: launches.flatMap((at) =>
      Array.from({ length: rates }, (_, k) => ({
        ...step(at.contender, 1000 * (k + 1), {
          block: at.block,
          launch: at.launch,
          p99Ms: 2 + k * 3 + Math.sin(at.launch),
          cpuUs: 40 + (at.launch % contenders),
          ...(k === rates - 1 && at.launch % 3 === 0 ? { verdict: 'failed', reason: 'latency' } : {}),
        }),
        index: k + 1,
      })),
    ),
  });
}
