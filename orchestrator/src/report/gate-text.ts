import { MOST_BLOCKS } from '../domain/fewest-blocks.ts';
import { confirmedGates, type GateResult } from '../domain/gate.ts';
import type { RunChange, RunComparison } from '../domain/run-comparison.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { changesDocument, changeText, lostText } from './run-change-text.ts';
import { percent } from './text/numbers.ts';

/** One look at gates: at run `b` beside the run it is held against. */
export interface ShownLook extends RunComparison {
  readonly b: RunRecord;
  readonly gates: readonly GateResult[];
}

/** The second look at gates that failed; null: there was no need of one, or nobody wanted it. */
export type ShownConfirmation =
  | { readonly kind: 'made'; readonly compared: ShownLook }
  | { readonly kind: 'not-made'; readonly why: string }
  | null;

/** Every gate at the first look, then what the second one saw of those that failed. */
export function gateTexts(first: ShownLook, confirmation: ShownConfirmation): string[] {
  return [
    ...first.gates.map((result) => `gate ${result.gate.text}: ${gateText(result, first)}`),
    ...confirmationTexts(first, confirmation),
  ];
}

/** Each gate as it was decided in the end; `looks` has every outcome, in order. */
export function gatesDocument(first: ShownLook, confirmation: ShownConfirmation): object {
  const looks = [first, ...(confirmation?.kind === 'made' ? [confirmation.compared] : [])];
  const decided = looks.slice(1).reduce((gates, look) => confirmedGates(gates, look.gates), first.gates);
  return {
    gates: decided.map(({ gate, ...result }, i) => ({
      gate: gate.text,
      ...result,
      looks: looks.map(({ b, gates }) => ({ run: b.id, outcome: gates[i]?.outcome ?? null })),
    })),
    confirmation: confirmationDocument(confirmation),
  };
}

function confirmationDocument(confirmation: ShownConfirmation): object | null {
  if (confirmation === null) return null;
  if (confirmation.kind === 'not-made') return { run: null, why: confirmation.why, changes: [] };
  const { b, changes } = confirmation.compared;
  return { run: b.id, why: null, changes: changesDocument(changes) };
}

function gateText(
  { gate, outcome, blocksNeeded, undecidable, lost, visibleChange }: GateResult,
  look: ShownLook,
): string {
  const { leftOut, withoutCapacity } = look;
  const inEach = isOneRun(look) ? '' : ' in each run';
  if (undecidable !== null) return `undecided; ${undecidable}.`;
  if (lost !== null) return `${outcome}; ${lostText(lost)}`;
  if (visibleChange === null) {
    const notCompared = gate.metric === 'capacity' ? withoutCapacity : leftOut;
    return notCompared.includes(gate.contender)
      ? `undecided; no ${gate.metric} of ${gate.contender} is compared.`
      : `undecided; one block has no interval: it takes two${inEach}, and --blocks 5 is better.`;
  }
  const worse = gate.metric === 'capacity' ? 'less' : 'more';
  const seen = `could have seen ${percent(visibleChange)} ${worse}`;
  if (outcome !== 'undecided') return `${outcome}; ${seen}.`;
  const need =
    blocksNeeded === null
      ? `more than ${MOST_BLOCKS} blocks would be needed to decide`
      : `about ${blocksNeeded} blocks${inEach} would decide`;
  return `undecided; ${seen}, ${need}.`;
}

/** What the second look saw of the gates that failed at the first, and what they come to. */
function confirmationTexts({ b, gates }: ShownLook, confirmation: ShownConfirmation): string[] {
  if (confirmation === null) return [];
  if (confirmation.kind === 'not-made') {
    return [`! no confirming rerun could be made, so the first look stands: ${confirmation.why}`];
  }
  const { compared } = confirmation;
  const failed = gates.flatMap((result, i) => (result.outcome === 'failed' ? [i] : []));
  const isGated = ({ contender, metric }: RunChange): boolean =>
    failed.some((i) => gates[i]?.gate.contender === contender && gates[i]?.gate.metric === metric);
  const decided = confirmedGates(gates, compared.gates);
  return [
    isOneRun(compared)
      ? `confirming run ${compared.b.id}, of the same builds as ${b.id}:`
      : `confirming rerun ${compared.b.id}, made from the record of ${b.id}:`,
    ...compared.changes.filter(isGated).map(changeText),
    ...failed.flatMap((i) => {
      const [second, last] = [compared.gates[i], decided[i]];
      if (second === undefined || last === undefined) return [];
      const name = `gate ${last.gate.text}`;
      return [`${name}, second look: ${gateText(second, compared)}`, `${name}: ${conclusion(second, last)}`];
    }),
  ];
}

function isOneRun({ changes, lost }: ShownLook): boolean {
  return [...changes, ...lost].some(({ against }) => against !== undefined);
}

function conclusion(second: GateResult, last: GateResult): string {
  if (last !== second) return 'failed; the rerun says nothing of it, so the first look stands.';
  return last.outcome === 'failed'
    ? 'failed, in both looks.'
    : `${last.outcome}; what failed at first did not fail again.`;
}
