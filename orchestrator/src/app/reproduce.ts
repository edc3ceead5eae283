import { LabError } from '../domain/errors.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import { reproductionDifferences } from '../domain/reproduction-differences.ts';
import type { Difference } from '../domain/run-differences.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { sidesOf } from '../domain/side-comparison.ts';
import type { RunSettings } from './apply-settings.ts';
import type { EndedRun } from './end-run.ts';
import { knownContenders } from './known-contenders.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { recordedScenario } from './recorded-scenario.ts';
import { askedControls, askedGenerator } from './resume.ts';
import { runScenario } from './run.ts';

/** A run to do again, and what no record of it can say. */
export interface Again {
  readonly record: RunRecord;
  /** Its scenario file, named again for the secrets in it. */
  readonly scenario: string | null;
  readonly influx: string | null;
  readonly grafana: string | null;
}

export interface ReproduceRequest extends Again {
  readonly results: string;
  /** The command line, redacted, for the record. */
  readonly command: readonly string[];
  readonly supplyAgain: readonly string[];
}

export interface Reproduced extends EndedRun {
  /** What is not as it was, of the machine, the versions and the code. */
  readonly differences: readonly Difference[];
}

/**
 * Runs the same thing again, from its record alone. Throws what `settingsAgain` and `runScenario` throw.
 */
export async function reproduce(
  app: LabApp,
  request: ReproduceRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<Reproduced> {
  const { record: original, results, command, supplyAgain } = request;
  const settings = await settingsAgain(app, request, signal);
  const ended = await runScenario(
    app,
    { settings, results, command, supplyAgain, resume: null, reproduces: original },
    listen,
    signal,
  );
  const store = app.store(results);
  const [machineOriginal, machineRerun] = await Promise.all([
    store.machine(original.id),
    store.machine(ended.record.id),
  ]);
  const differences = reproductionDifferences(
    { record: original, machine: machineOriginal },
    { record: ended.record, machine: machineRerun },
  );
  return { ...ended, differences };
}

/** The settings a run had. Throws LAB_SECRETS_MISSING, and LAB_CONTENDER_UNKNOWN for contenders that are gone. */
export async function settingsAgain(app: LabApp, again: Again, signal?: AbortSignal): Promise<RunSettings> {
  const { record, influx, grafana } = again;
  if (sidesOf(record) !== null) throw versionsGone(record);
  const named = again.scenario === null ? null : await app.loadScenario(again.scenario);
  const scenario = recordedScenario(record, named);
  if (scenario === null) throw secretsMissing(record, again.scenario);
  const [machine, known] = await Promise.all([app.host.facts(), knownContenders(app, scenario, signal)]);
  const gone = scenario.contenders.filter((id) => !known.some((spec) => spec.id === id));
  if (gone.length > 0) throw contendersGone(record, gone);
  return {
    scenario,
    seed: record.seed,
    ...cpusOf(record, machine),
    port: null,
    runtime: record.runtime,
    generator: askedGenerator(record),
    controls: askedControls(record),
    set: record.set ?? [],
    tuning: record.tuning ?? null,
    influx,
    grafana,
    strict: false,
    provenance: record.provenance,
  };
}

/** The same CPUs where this machine has them; else it is divided as it would be for any run. */
function cpusOf({ cpus: { server, load } }: RunRecord, { cpus }: MachineFacts) {
  const apart = !server.some((cpu) => load.includes(cpu));
  const there = [...server, ...load].every((cpu) => cpus.includes(cpu));
  return apart && there ? { serverCpus: server, loadCpus: load } : { serverCpus: null, loadCpus: null };
}

function secretsMissing({ id, scenario, supplyAgain }: RunRecord, named: string | null): LabError {
  return new LabError('LAB_SECRETS_MISSING', `Run ${id} needs secrets that no record keeps.`, {
    seen: [
      ...supplyAgain.map((what) => ['missing', what] as const),
      ...(named === null
        ? []
        : [['named', `${named}, whose requests are not those of ${scenario.name}`] as const]),
    ],
    fix: [`name the scenario file that has them: --scenario <file of ${scenario.name}>`],
  });
}

function versionsGone({ id }: RunRecord): LabError {
  return new LabError(
    'LAB_CONTENDER_UNKNOWN',
    `Run ${id} is of two versions that ab had built, and they are gone.`,
    {
      fix: ['give the command of that run again; its record has it'],
    },
  );
}

function contendersGone({ id }: RunRecord, gone: readonly string[]): LabError {
  return new LabError(
    'LAB_CONTENDER_UNKNOWN',
    `Run ${id} was of contenders that are not here: ${gone.join(', ')}.`,
    {
      fix: [
        'put them back, or name the Compose file that has them: LAB_CONTENDERS=<file>',
        `npm run lab -- list shows the other runs`,
      ],
    },
  );
}
