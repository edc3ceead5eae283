import type { RepeatedLine } from '../log-lines.ts';
import type { RunRecord } from '../run-record.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Findable, Found } from './finding.ts';

/** What a contender itself says again and again. */
export interface RepeatedLineFinding
  extends Found<
    'repeated-line',
    { readonly lines: number; readonly launches: number; readonly otherRepeatedLines: number }
  > {
  readonly line: RepeatedLine;
}

/** Of each contender the line that comes most often. */
export function repeatedLines({ record, logs }: Findable): RepeatedLineFinding[] {
  return record.contenders.flatMap(({ id }) => {
    const launches = record.launches.filter(({ contender }) => contender === id);
    const [line, ...others] = (logs?.get(id) ?? []).filter((one) => isOften(one, launches));
    if (line === undefined) return [];
    return [
      {
        id: 'repeated-line',
        contenders: [id],
        evidence: { lines: line.count, launches: launches.length, otherRepeatedLines: others.length },
        chart: null,
        line,
      },
    ];
  });
}

/** Lines without a time may be of the start and the end, where each worker says the same. */
function isOften({ count, inLoad }: RepeatedLine, launches: RunRecord['launches']): boolean {
  const workers = launches.reduce((sum, one) => sum + (one.workers ?? 1), 0);
  return count >= THRESHOLDS.repeatedLines.value * (inLoad ? 1 : workers);
}
