/**
 * What the report of a large run costs: a synthetic run of 1,000 steps of 10 s is written once, then its
 * report is made as `lab report` makes it, from the files to the page on disk.
 *
 *   npm run bench:report
 *   npm run bench:report -- --steps 500
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeReport } from '../orchestrator/src/app/report.ts';
import { largeRun } from './large-run.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';

/** Of issue 6: 1,000 steps in under 3 s, and 500 steps in under 1.5 MB. */
const BARS = { seconds: 3, megabytesFor500: 1.5 } as const;

const { values } = parseArgs({ options: { steps: { type: 'string', default: '1000' } } });
const steps = Number(values.steps);
const { store, id, folder } = await largeRun(steps);
try {
  const disturbance = watchDisturbance();
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  await writeReport(store, id, async (run) => {
    const { reportFiles } = await import('../orchestrator/src/report/html/report-files.ts');
    return reportFiles(run);
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const megabytes = statSync(join(folder, id, 'report.html')).size / 1e6;
  const { stealShare, loadAverage1 } = disturbance();
  const { user, system: kernel } = process.cpuUsage(cpu);
  const { cpu: model, cpuCount, system, node } = machineFacts();
  const mostMegabytes = BARS.megabytesFor500 * Math.max(1, steps / 500);
  const passes = seconds <= BARS.seconds && megabytes <= mostMegabytes;
  process.stdout.write(
    [
      `a report of ${steps} steps, on ${model}, ${cpuCount} CPUs, ${system}, Node ${node}`,
      `(${(stealShare * 100).toFixed(1)} % of the CPU stolen meanwhile, load average ${loadAverage1.toFixed(1)})`,
      `made in   ${seconds.toFixed(2)} s (bar: ${BARS.seconds} s), ${((user + kernel) / 1e6).toFixed(2)} s of CPU; charts loaded and files read included`,
      `size      ${megabytes.toFixed(2)} MB (bar: ${mostMegabytes} MB)`,
      passes ? 'pass' : 'FAIL',
      '',
    ].join('\n'),
  );
  process.exitCode = passes ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
