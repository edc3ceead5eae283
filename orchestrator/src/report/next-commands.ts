import type { RunRecord } from '../domain/run-record.ts';

/** What a reader of this record would do next, most useful first. */
export function nextCommands(record: RunRecord): string[] {
  const lab = 'npm run lab --';
  const scenario = `--scenario ${record.scenario.name}`;
  if (record.state !== 'finished') return [`${lab} run ${scenario} --resume`];
  const broken = record.launches.find((launch) => launch.state === 'failed');
  if (broken !== undefined) return [`${lab} run ${scenario} --only ${broken.contender}`];
  const blocks = new Set(record.launches.map((launch) => launch.block)).size;
  if (blocks < 3)
    return [`${lab} ${scenario} --blocks 3    to see how much it differs from launch to launch`];
  return [`${lab} list`];
}
