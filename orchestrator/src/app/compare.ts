import { LabError } from '../domain/errors.ts';
import { type Gate, type GateResult, judgeGate } from '../domain/gate.ts';
import { compareRuns, type RunComparison } from '../domain/run-comparison.ts';
import { type Difference, runDifferences } from '../domain/run-differences.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { RunStore } from '../ports/run-store.ts';

export interface ComparedRuns extends RunComparison {
  readonly a: RunRecord;
  readonly b: RunRecord;
  /** What `--across` let pass. */
  readonly differences: readonly Difference[];
  readonly gates: readonly GateResult[];
}

export interface CompareRequest {
  readonly a: string;
  readonly b: string;
  readonly gates: readonly Gate[];
  /** Runs that differ in more than their contenders are compared all the same. */
  readonly across: boolean;
}

/** Throws what `RunStore.load` throws, LAB_USAGE for a run and itself, LAB_RUNS_DIFFER, and what `judgeGate` throws. */
export async function compare(
  store: Pick<RunStore, 'load' | 'machine' | 'idOf'>,
  request: CompareRequest,
): Promise<ComparedRuns> {
  // By the folders: a copied or renamed one holds another id in its record.
  const [idA, idB] = await Promise.all([store.idOf(request.a), store.idOf(request.b)]);
  if (idA === idB) throw sameRun(idA);
  const [a, b] = await Promise.all([store.load(idA), store.load(idB)]);
  const [machineA, machineB] = await Promise.all([store.machine(idA), store.machine(idB)]);
  const differences = runDifferences({ record: a, machine: machineA }, { record: b, machine: machineB });
  if (differences.length > 0 && !request.across) throw runsDiffer(idA, idB, differences);
  const compared = compareRuns(a, b);
  // Where the load took the server's CPU the figures are of both, and no number of blocks would part them.
  const rankable = a.cpus.rankable && b.cpus.rankable;
  const gates = request.gates.map((gate) => {
    const result = judgeGate(gate, compared);
    return rankable ? result : undecidable(result);
  });
  return { a, b, ...compared, differences, gates };
}

/** Beside itself every interval is exact and every gate passes: that says nothing. */
function sameRun(id: string): LabError {
  return new LabError('LAB_USAGE', `${id} was to be compared with itself.`, {
    fix: [
      'name two runs: npm run lab -- list shows which there are',
      'to see what two runs of the same code differ by: npm run lab -- reproduce <run>',
    ],
  });
}

/** What a gate is where nothing that was measured can decide it. */
export function undecidable(result: GateResult): GateResult {
  const why = 'load and server shared CPUs, and no number of blocks would part them';
  return { ...result, outcome: 'undecided', blocksNeeded: null, visibleChange: null, undecidable: why };
}

function runsDiffer(a: string, b: string, differences: readonly Difference[]): LabError {
  return new LabError('LAB_RUNS_DIFFER', `${a} and ${b} were not made under the same conditions.`, {
    seen: differences.map((one) => [one.what, `${one.a} and ${one.b}`]),
    fix: [
      `npm run lab -- compare ${a} ${b} --across   compares them all the same, and says so`,
      `npm run lab -- report --compare ${a} ${b} --across   the same as a page`,
    ],
  });
}

/** What the gates come to: null where all passed. One that failed weighs more than one that is undecided. */
export function gateVerdict(
  gates: readonly GateResult[],
  onUndecided: 'pass' | 'fail' | null,
): LabError | null {
  const failed = gates.filter(
    ({ outcome }) => outcome === 'failed' || (outcome === 'undecided' && onUndecided === 'fail'),
  );
  const undecided = gates.filter(({ outcome }) => outcome === 'undecided');
  const listed = (of: readonly GateResult[]) => of.map(({ gate, outcome }) => [outcome, gate.text] as const);
  if (failed.length > 0) {
    return new LabError('LAB_GATE_FAILED', `${failed.length} of ${gates.length} gates failed.`, {
      seen: listed(failed),
      fix: [
        'look at what changed between the two; the comparison has the interval, or the rate that is no longer held',
      ],
    });
  }
  if (undecided.length === 0 || onUndecided === 'pass') return null;
  return new LabError(
    'LAB_GATE_UNDECIDED',
    `${undecided.length} of ${gates.length} gates ${undecided.length === 1 ? 'is' : 'are'} undecided.`,
    {
      seen: listed(undecided),
      fix: undecided.some((gate) => gate.undecidable === null)
        ? ['measure with more --blocks, or say --on-undecided pass or fail']
        : ['measure on a machine with CPUs of their own for server and load'],
    },
  );
}
