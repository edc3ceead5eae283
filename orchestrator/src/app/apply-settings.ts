import { LabError } from '../domain/errors.ts';
import type { OwnService } from '../domain/own-service.ts';
import type { Provenance } from '../domain/run-record.ts';
import type { CapacitySpec, LadderSpec, Scenario } from '../domain/scenario.ts';
import type { SetSetting } from '../domain/settings-set.ts';
import type { AskedTuning } from '../domain/tuning/tuning.ts';
import { OWN_SETTINGS } from './own-settings.ts';
import { type ControlsAsked, RUN_SETTINGS } from './run-settings.ts';
import { type Given, given, type Resolved, resolve, type Setting } from './setting.ts';

export interface RunSettings {
  /** The scenario with everything applied that flags and environment say. */
  readonly scenario: Scenario;
  readonly seed: number;
  /** Null: no controls. */
  readonly controls: ControlsAsked | null;
  /** Settings of contenders that are others for this run. */
  readonly set: readonly SetSetting[];
  /** Null: no settings are tried. */
  readonly tuning: AskedTuning | null;
  readonly serverCpus: readonly number[] | null;
  readonly loadCpus: readonly number[] | null;
  readonly port: number | null;
  readonly runtime: 'auto' | 'docker' | 'process';
  readonly generator: 'auto' | 'builtin' | 'k6';
  /** Null: that of the Compose stack, where it runs; `off`: none. */
  readonly influx: string | null;
  readonly grafana: string | null;
  readonly strict: boolean;
  readonly provenance: Readonly<Record<string, Provenance>>;
}

/** Flag, then `LAB_*`, then scenario, then default; where each came from is kept for the record. */
export function applySettings(scenario: Scenario, from: Given, freshSeed: () => number): RunSettings {
  const provenance: Record<string, Provenance> = {};
  const note = <T>(key: string, { value, from: source }: Resolved<T>): T => {
    provenance[key] = source;
    return value;
  };
  const overriding = <T>(setting: Setting<T>, value: T): T =>
    note(setting.key, resolve(setting, from, { value, from: 'scenario' }));
  const optional = <T>(setting: Setting<T>): T | null => {
    const found = given(setting, from);
    return note<T | null>(setting.key, found ?? { value: null, from: 'default' });
  };

  const listed = (policy: LadderSpec): LadderSpec => {
    refuseSettings([RUN_SETTINGS.budget, RUN_SETTINGS.precision], 'offers a list of rates', from);
    return {
      ...policy,
      ratesPerSec: overriding(RUN_SETTINGS.rates, [...policy.ratesPerSec]),
      stopAfterFailed: overriding(RUN_SETTINGS.allSteps, policy.stopAfterFailed === null)
        ? null
        : (policy.stopAfterFailed ?? 2),
    };
  };
  const searched = (policy: CapacitySpec): CapacitySpec => {
    refuseSettings([RUN_SETTINGS.rates, RUN_SETTINGS.allSteps], 'chooses its rates itself', from);
    // Who asks for so many blocks wants them, however long they take.
    const isCounted = given(RUN_SETTINGS.blocks, from) !== null && given(RUN_SETTINGS.budget, from) === null;
    return {
      ...policy,
      budgetS: isCounted ? null : overriding<number | null>(RUN_SETTINGS.budget, policy.budgetS),
      precision: overriding(RUN_SETTINGS.precision, policy.precision),
    };
  };

  // Applied before the scenario came here; where they came from is of interest all the same.
  for (const setting of Object.values(OWN_SETTINGS)) {
    const found = given<unknown>(setting, from);
    if (found !== null) provenance[setting.key] = found.from;
  }

  const { policy: asWritten, service } = scenario;
  const policy = asWritten.kind === 'capacity' ? searched(asWritten) : listed(asWritten);
  const applied: Scenario = {
    ...scenario,
    contenders: overriding(RUN_SETTINGS.only, [...scenario.contenders]),
    blocks: overriding(RUN_SETTINGS.blocks, scenario.blocks),
    objective: overriding(RUN_SETTINGS.slo, scenario.objective),
    connections: overriding(RUN_SETTINGS.connections, scenario.connections),
    timeoutMs: overriding(RUN_SETTINGS.timeout, scenario.timeoutMs),
    pacing: overriding(RUN_SETTINGS.poisson, scenario.pacing === 'poisson') ? 'poisson' : 'paced',
    step: { ...scenario.step, durationS: overriding(RUN_SETTINGS.step, scenario.step.durationS) },
    policy,
    warmUp: warmUpFor(scenario.warmUp, policy),
    // Its own port is part of what an own service is, so that the record has it.
    ...(service === undefined
      ? {}
      : { service: { ...service, port: overriding<number | null>(RUN_SETTINGS.port, service.port) } }),
  };
  const runtime = optional(RUN_SETTINGS.runtime) ?? 'auto';
  return {
    scenario: applied,
    seed: note('seed', resolve(RUN_SETTINGS.seed, from, { value: freshSeed(), from: 'default' })),
    controls: optional(RUN_SETTINGS.controls),
    set: optional(RUN_SETTINGS.set) ?? [],
    tuning: null,
    serverCpus: optional(RUN_SETTINGS.serverCpus),
    loadCpus: optional(RUN_SETTINGS.loadCpus),
    port: service === undefined ? optional(RUN_SETTINGS.port) : null,
    runtime: service === undefined ? runtime : ownRuntime(service, runtime),
    generator: optional(RUN_SETTINGS.generator) ?? 'auto',
    influx: optional(RUN_SETTINGS.influx),
    grafana: optional(RUN_SETTINGS.grafana),
    strict: optional(RUN_SETTINGS.strict) ?? false,
    provenance,
  };
}

/** Whoever asks for lower rates than the scenario's does not expect to be warmed up by more than these. */
function warmUpFor(warmUp: Scenario['warmUp'], policy: Scenario['policy']): Scenario['warmUp'] {
  if (policy.kind === 'capacity') return warmUp;
  return { ...warmUp, ratePerSec: Math.min(warmUp.ratePerSec, Math.max(...policy.ratesPerSec)) };
}

/** A setting that a scenario has no use for is a slip, and would be passed over in silence. Throws LAB_USAGE. */
function refuseSettings(settings: readonly Setting<unknown>[], because: string, from: Given): void {
  const slip = settings.find((setting) => given(setting, from) !== null);
  if (slip === undefined) return;
  throw new LabError('LAB_USAGE', `${slip.flag} does not go with this scenario: it ${because}.`, {
    fix: [`leave out ${slip.flag.replace(/ .*/, '')}${slip.env === null ? '' : ` and ${slip.env}`}`],
  });
}

/** A command is a process of this machine, and services of a Compose file are containers. Throws LAB_USAGE. */
function ownRuntime({ kind }: OwnService, asked: RunSettings['runtime']): RunSettings['runtime'] {
  const runs = kind === 'command' ? 'process' : 'docker';
  if (asked === 'auto' || asked === runs) return runs;
  throw new LabError('LAB_USAGE', `--runtime ${asked} does not go with a service of your own by --${kind}.`, {
    fix: [`leave --runtime out, or --runtime ${runs}`],
  });
}
