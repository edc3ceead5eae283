/**
 * What the analysis of a large run costs: a synthetic run of 1,000 steps of 10 s is written once, then read,
 * judged again under every objective of its curve, compared and put into words, all in one process.
 *
 *   npm run bench:analysis
 *   npm run bench:analysis -- --steps 200
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { rejudgeRun } from '../orchestrator/src/app/rejudge.ts';
import { compareRuns } from '../orchestrator/src/domain/run-comparison.ts';
import { rejudgedText } from '../orchestrator/src/report/rejudged-text.ts';
import { largeRun } from './large-run.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';

const BARS = { seconds: 2, megabytes: 200 } as const;
const PLAIN = { columns: 100, colour: false, unicode: true, folder: 'results/large' };

/** Memory that is in use, MB: what the collector could not give back yet counts as well. */
function usedMb(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

const { values } = parseArgs({ options: { steps: { type: 'string', default: '1000' } } });
const { store, id, folder } = await largeRun(Number(values.steps));
try {
  const disturbance = watchDisturbance();
  const beforeMb = usedMb();
  let mostMb = beforeMb;
  let read = 0;
  const watched = {
    load: store.load,
    async *storedSteps(run: string) {
      for await (const step of store.storedSteps(run)) {
        // Looking costs time as well.
        if (read++ % 20 === 0) mostMb = Math.max(mostMb, usedMb());
        yield step;
      }
    },
  };
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const rejudged = await rejudgeRun(watched, id, null);
  const judgedMs = performance.now();
  compareRuns(rejudged.recorded, rejudged.record);
  rejudgedText(rejudged, PLAIN);
  mostMb = Math.max(mostMb, usedMb());
  const seconds = (performance.now() - startedMs) / 1000;
  const growthMb = mostMb - beforeMb;
  const { stealShare, loadAverage1 } = disturbance();
  const { user, system: kernel } = process.cpuUsage(cpu);
  const { cpu: model, cpuCount, system, node } = machineFacts();
  const passes = seconds <= BARS.seconds && growthMb <= BARS.megabytes;
  process.stdout.write(
    [
      `${rejudged.record.steps.length} steps under ${rejudged.objectives.length} objectives, on ${model}, ${cpuCount} CPUs, ${system}, Node ${node}`,
      `(${(stealShare * 100).toFixed(1)} % of the CPU stolen meanwhile, load average ${loadAverage1.toFixed(1)})`,
      `read and judged   ${((judgedMs - startedMs) / 1000).toFixed(2)} s`,
      `all of it         ${seconds.toFixed(2)} s (bar: ${BARS.seconds} s), ${((user + kernel) / 1e6).toFixed(2)} s of CPU`,
      `memory            ${growthMb.toFixed(0)} MB more than before (bar: ${BARS.megabytes} MB); ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB resident at most, Node included`,
      passes ? 'pass' : 'FAIL',
      '',
    ].join('\n'),
  );
  process.exitCode = passes ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
