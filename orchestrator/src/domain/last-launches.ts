import type { LaunchRecord } from './launch-record.ts';
import type { RunRecord } from './run-record.ts';

/** Of a contender's block the last launch counts: a resumed run may have made good what was broken. */
export function lastLaunches({ launches }: Pick<RunRecord, 'launches'>): LaunchRecord[] {
  const byBlock = new Map(launches.map((one) => [`${one.contender} ${one.block}`, one]));
  return [...byBlock.values()];
}
