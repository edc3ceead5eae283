import type { CapacityEstimate } from '../domain/capacity/contender-capacity.ts';
import type { SearchResult } from '../domain/capacity/search.ts';
import { cpuByRate } from '../domain/cpu-by-block.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { meanOf } from '../domain/statistics.ts';
import type { CapacityRow } from './capacity-rows.ts';
import { rangeText, ratioText } from './comparison-text.ts';
import { percent, rate, rateNumber, threeDigits } from './text/numbers.ts';

/** The cells of one contender, in words; the same in the terminal and in Markdown. */
export interface CapacityWords {
  readonly contender: string;
  readonly capacity: string;
  readonly interval: string;
  readonly grade: string;
  readonly overYardstick: string;
  readonly usPerRequest: string;
  readonly launches: string;
  readonly overload: string;
  readonly recovers: string;
  readonly stoppedBy: string;
}

export function capacityWords(record: RunRecord, row: CapacityRow): CapacityWords {
  const { estimate, overYardstick: over } = row;
  const isKnown = estimate.kind === 'interval';
  return {
    contender: row.contender.id,
    capacity: capacityText(estimate),
    interval: isKnown ? `${rateNumber(estimate.low)} to ${rateNumber(estimate.high)}` : '-',
    grade: isKnown ? `${estimate.grade} ±${percent(estimate.halfWidth)}` : '-',
    overYardstick: over === null ? '-' : `${ratioText(over.ratio)}× (${rangeText(over)})`,
    usPerRequest: threeDigits(cpuAtFirstRate(record, row.contender.id)),
    launches: row.blocks.map(({ result }) => launchText(result)).join(', ') || '-',
    overload: overloadText(row),
    recovers: recoveryText(row),
    stoppedBy: row.stoppedBy?.label ?? '-',
  };
}

/** `fastify 12,300/s ±3%`. */
export function capacityHeadline({ contender, estimate }: CapacityRow): string {
  const within = estimate.kind === 'interval' ? ` ±${percent(estimate.halfWidth)}` : '';
  return `${contender.id} ${capacityText(estimate)}${within}`;
}

/** `8,120/s`, `≥ 8,120/s`. */
export function capacityText(estimate: CapacityEstimate): string {
  switch (estimate.kind) {
    case 'interval':
    case 'once':
      return rate(rounded(estimate.perSec));
    case 'at-least':
      return `≥ ${rate(rounded(estimate.perSec))}`;
    case 'held-nothing':
      return `none down to ${rate(estimate.downToPerSec)}`;
    case 'unknown':
      return '?';
  }
}

/** `8,120/s in this launch`, of a search that has ended. */
export function searchText(result: SearchResult): string {
  const found = result.kind === 'found' || result.kind === 'at-least';
  return found ? `${launchText(result)}/s in this launch` : SEARCH_WORDS[result.kind];
}

const SEARCH_WORDS = {
  'held-nothing': 'none: no rate was held',
  unknown: '? too little could be judged',
} as const;

function launchText(result: SearchResult): string {
  switch (result.kind) {
    case 'found':
      return rateNumber(rounded(result.perSec));
    case 'at-least':
      return `≥ ${rateNumber(rounded(result.perSec))}`;
    case 'held-nothing':
      return 'none';
    case 'unknown':
      return '?';
  }
}

/** `98% at 1.25×, 97% at 1.5×`. */
function overloadText({ overload }: CapacityRow): string {
  if (overload.length === 0) return '-';
  return overload
    .map(({ factor, goodputShare }) => `${goodputShare === null ? '?' : percent(goodputShare)} at ${factor}×`)
    .join(', ');
}

function recoveryText({ recovery }: CapacityRow): string {
  if (recovery === null) return '-';
  if (recovery.verdict === 'invalid') return '?';
  const { recoveredAfterS, durationS } = recovery;
  return recoveredAfterS === null ? `not in ${durationS} s` : `${recoveredAfterS} s`;
}

function cpuAtFirstRate(record: RunRecord, contender: string): number | null {
  const { policy } = record.scenario;
  if (policy.kind !== 'capacity') return null;
  return meanOf(cpuByRate(record, contender).get(policy.fromPerSec) ?? []);
}

/** Three digits, and four from a thousand on: no interval here is narrower. */
function rounded(perSec: number): number {
  return Number(perSec.toPrecision(perSec < 1000 ? 3 : 4));
}
