import { LabError, originalError } from '../domain/errors.ts';
import { type GateResult, judgeGate, type Tolerance } from '../domain/gate.ts';
import type { RunComparison } from '../domain/run-comparison.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { compareSides, type Sides, sidesOf } from '../domain/side-comparison.ts';
import type { OpenWorkshop } from '../ports/workshop.ts';
import type { RunSettings } from './apply-settings.ts';
import { type BuiltSides, buildSides, type SidesAsked } from './build-sides.ts';
import { undecidable } from './compare.ts';
import type { EndedRun } from './end-run.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { cpuLayoutFor } from './plan-run.ts';
import { type RunRequest, runScenario } from './run.ts';

export interface AbRequest extends Pick<RunRequest, 'results' | 'command' | 'supplyAgain'> {
  readonly asked: SidesAsked;
  /** Their contenders are the two that are built. */
  readonly settings: RunSettings;
}

/** Two versions, built and ready to run beside each other. Disposing it removes what was built. */
export interface ReadyAb extends AsyncDisposable {
  /** Byte for byte: then the run shows its own noise and nothing else. */
  readonly areSame: boolean;
  /** Measures both in one run; can be done again. Throws what `runScenario` throws. */
  measure(listen: Listener, signal: AbortSignal): Promise<EndedRun>;
}

/** Builds both versions. Throws what a workshop throws, LAB_USAGE and LAB_CONTENDER_UNKNOWN. */
export async function readyAb(
  app: LabApp,
  { asked, settings, ...request }: AbRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<ReadyAb> {
  await using stack = new AsyncDisposableStack();
  const workshop = stack.use(await app.workshop.open());
  const { specs, areSame } = await buildOnFreeCpus(app, workshop, asked, settings, listen, signal);
  const both = [specs.a, specs.b];
  // They are in nobody's list of contenders, and in this run nobody else is.
  const withBoth: LabApp = {
    ...app,
    contenders: { list: async () => both },
    ownContenders: async () => both,
  };
  const scenario = { ...settings.scenario, contenders: both.map(({ id }) => id) };
  const provenance = { ...settings.provenance, only: 'flag' as const };
  const ran = {
    ...request,
    settings: { ...settings, scenario, provenance, runtime: 'process' as const },
    resume: null,
    reproduces: null,
  };
  const held = stack.move();
  return {
    areSame,
    measure: (hear, stop) => runScenario(withBoth, ran, hear, stop),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/**
 * A build would disturb whoever measures on the same CPUs, and be for nothing: the run would be refused.
 * Throws LAB_CPUS_BUSY.
 */
async function buildOnFreeCpus(
  app: LabApp,
  workshop: OpenWorkshop,
  asked: SidesAsked,
  settings: RunSettings,
  listen: Listener,
  signal: AbortSignal,
): Promise<BuiltSides> {
  const { server, load } = cpuLayoutFor(settings, await app.host.facts());
  await using _ = await app.processes.locks.acquire([...new Set([...server, ...load])], 'build for ab');
  return await buildSides(app, workshop, asked, listen, signal);
}

/** What b is against a, and what the gates come to. */
export interface ComparedSides extends RunComparison {
  /** The run of both. */
  readonly b: RunRecord;
  readonly sides: Sides;
  readonly gates: readonly GateResult[];
}

/** Throws LAB_GATE_INVALID. */
export function judgeSides(record: RunRecord, tolerances: readonly Tolerance[]): ComparedSides {
  const sides = sidesOf(record);
  if (sides === null) throw new Error(`run ${record.id} has no two sides`);
  const compared = compareSides(record, sides);
  const gates = tolerances.map((tolerance) => {
    const result = judgeGate({ ...tolerance, contender: sides.b.id }, compared);
    return record.cpus.rankable ? result : undecidable(result);
  });
  return { ...compared, b: record, sides, gates };
}

/** The second look at gates that failed: at the same two builds, measured again. */
export type SecondLook =
  | { readonly kind: 'made'; readonly compared: ComparedSides }
  /** Then the first look stands. */
  | { readonly kind: 'not-made'; readonly why: string };

export async function lookAgain(
  ready: Pick<ReadyAb, 'measure'>,
  tolerances: readonly Tolerance[],
  listen: Listener,
  signal: AbortSignal,
): Promise<SecondLook> {
  try {
    const { record } = await ready.measure(listen, signal);
    if (record.state !== 'finished') return { kind: 'not-made', why: `${record.id} was ${record.state}` };
    return { kind: 'made', compared: judgeSides(record, tolerances) };
  } catch (thrown) {
    const error = originalError(thrown);
    if (!(error instanceof LabError)) throw error;
    return { kind: 'not-made', why: error.message };
  }
}
