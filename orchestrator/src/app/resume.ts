import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../domain/errors.ts';
import { redactScenario } from '../domain/redact-scenario.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Scenario } from '../domain/scenario.ts';
import { sidesOf } from '../domain/side-comparison.ts';
import { formatCpuList } from '../domain/units.ts';
import type { RunPlan } from '../lab/plan.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { RunSettings } from './apply-settings.ts';
import type { LabFacts } from './lab-app.ts';
import { contenderRecord, specsOf } from './opening-record.ts';
import { recordedScenario } from './recorded-scenario.ts';
import type { TakenRuntime } from './take-runtime.ts';

/**
 * The record of a run to go on with: the one named, or the last that did not finish.
 * Throws LAB_RUN_UNKNOWN, and LAB_RESUME_DIFFERS when nothing is left to do.
 */
export async function unfinishedRun(store: RunStore, id: string | null): Promise<RunRecord> {
  const record = await store.load(id ?? (await lastUnfinished(store)));
  if (sidesOf(record) !== null) {
    throw new LabError(
      'LAB_RESUME_DIFFERS',
      `Run ${record.id} is of two versions that ab had built, and they are gone.`,
      {
        fix: [
          'give the command of that run again; its record has it',
          'npm run lab -- list shows the other runs',
        ],
      },
    );
  }
  if (record.state !== 'finished') return record;
  throw new LabError('LAB_RESUME_DIFFERS', `Run ${record.id} is finished; nothing is left to resume.`, {
    fix: ['leave --resume out to start a new run'],
  });
}

/**
 * The scenario to go on with: the recorded one, with the secrets that no record keeps put back from
 * its file, where that is named again. Throws LAB_RESUME_DIFFERS.
 */
export function resumedScenario(record: RunRecord, named: Scenario | null): Scenario {
  const { id, scenario } = record;
  if (named !== null && named.name !== scenario.name) {
    throw differs(id, [['scenario', `${scenario.name} then, ${named.name} now`]]);
  }
  const whole = recordedScenario(record, named);
  if (whole !== null) return whole;
  throw new LabError('LAB_RESUME_DIFFERS', `Run ${id} needs secrets that no record keeps.`, {
    fix: [
      'name the scenario file that has them again: --scenario <file> --resume',
      'or give the flags of the service again, where there was no file',
    ],
  });
}

/** Where and with what the run began, unless something else is asked for: then `requireSamePlan` refuses. */
export function settingsOf(record: RunRecord, settings: RunSettings): RunSettings {
  const { provenance } = settings;
  const isOpen = (key: 'runtime' | 'generator'): boolean =>
    provenance[key] === 'default' || settings[key] === 'auto';
  return {
    ...settings,
    runtime: isOpen('runtime') ? record.runtime : settings.runtime,
    generator: isOpen('generator') ? askedGenerator(record) : settings.generator,
    controls: provenance['controls'] === 'default' ? askedControls(record) : settings.controls,
    set: provenance['set'] === 'default' ? (record.set ?? []) : settings.set,
    tuning: record.tuning ?? null,
  };
}

/** The same runtime, engine and images: steps of one record are of one thing. Throws LAB_RESUME_DIFFERS. */
export function requireSameRuntime(
  record: RunRecord,
  taken: Pick<TakenRuntime, 'runtime' | 'prepared'>,
): void {
  const { runtime, prepared } = taken;
  const now = new Map(prepared.images.map(({ tag, id }) => [tag, id]));
  const pairs: [what: string, then: unknown, now: unknown][] = [
    ['runtime', record.runtime, runtime.name],
    ['engine', record.engine, runtime.engine],
    ...record.images.map(({ tag, id }): [string, unknown, unknown] => [tag, id, now.get(tag)]),
  ];
  requireEqual(record, pairs);
}

/** What was asked for then: `auto` chose between two that were there. */
export function askedGenerator({ generator }: RunRecord): RunSettings['generator'] {
  return generator.name === 'k6' || generator.name === 'builtin' ? generator.name : 'auto';
}

/** What was asked for, as the record shows it. */
export function askedControls({ contenders }: RunRecord): RunSettings['controls'] {
  const of = contenders.find(({ control }) => control !== undefined)?.control?.of;
  return of === undefined ? null : { of };
}

/** Steps of one record must belong together. Throws LAB_RESUME_DIFFERS with everything that changed. */
export function requireSamePlan(record: RunRecord, plan: RunPlan, lab: LabFacts): void {
  const then: Record<string, unknown> = { ...record.scenario };
  const now: Record<string, unknown> = { ...redactScenario(plan.scenario) };
  const pairs: [what: string, then: unknown, now: unknown][] = [
    ...Object.keys(now).map((key): [string, unknown, unknown] => [key, then[key], now[key]]),
    ['seed', record.seed, plan.seed],
    ['server CPUs', formatCpuList(record.cpus.server), formatCpuList(plan.cpus.server)],
    ['load CPUs', formatCpuList(record.cpus.load), formatCpuList(plan.cpus.load)],
    ['generator', record.generator.name, plan.generator.asked],
    ['Node', record.node.orchestrator, lab.node],
    ['commit of the lab', record.lab.commit, lab.commit],
    ['changes since that commit', record.lab.dirty, lab.dirty],
    ['settings that are tried', record.tuning, plan.tuning],
    ['contenders and controls', idsOf(record.contenders), idsOf(specsOf(plan))],
    ...specsOf(plan).map((spec): [string, unknown, unknown] => [
      spec.id,
      record.contenders.find((one) => one.id === spec.id),
      contenderRecord(spec),
    ]),
  ];
  requireEqual(record, pairs);
}

function idsOf(contenders: readonly { readonly id: string }[]): string {
  return contenders
    .map(({ id }) => id)
    .sort()
    .join(', ');
}

function requireEqual(
  record: RunRecord,
  pairs: readonly [what: string, then: unknown, now: unknown][],
): void {
  const changed = pairs
    .filter(
      ([, was, is]) =>
        !isDeepStrictEqual(JSON.parse(JSON.stringify(was ?? null)), JSON.parse(JSON.stringify(is ?? null))),
    )
    .map(([what, was, is]) => [what, `${short(was)} then, ${short(is)} now`] as const);
  if (changed.length > 0) throw differs(record.id, changed);
}

function differs(id: string, seen: readonly (readonly [string, string])[]): LabError {
  return new LabError('LAB_RESUME_DIFFERS', `Run ${id} began under other conditions than these.`, {
    seen,
    fix: ['leave out what differs, or leave out --resume to start a new run'],
  });
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

async function lastUnfinished(store: RunStore): Promise<string> {
  const unfinished = (await store.list()).filter(
    ({ record }) => record !== null && record.state !== 'finished',
  );
  const last = unfinished.at(-1);
  if (last !== undefined) return last.id;
  throw new LabError('LAB_RUN_UNKNOWN', 'There is no unfinished run to resume.', {
    fix: ['npm run lab -- list shows the runs there are; leave --resume out to start a new one'],
  });
}
