import type { ContenderSpec } from '../domain/contender.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { GeneratorChoice } from '../domain/generator-choice.ts';
import type { RequestValues } from '../domain/request-values.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { LeftOut } from '../domain/served-routes.ts';
import type { SetSetting } from '../domain/settings-set.ts';
import type { Tuning } from '../domain/tuning/tuning.ts';

/** Everything decided before anything starts. */
export interface RunPlan {
  readonly scenario: Scenario;
  /** In the order of launches, blocks after each other. */
  readonly launches: readonly { readonly spec: ContenderSpec; readonly block: number }[];
  /** Contenders of the scenario that do not serve its requests. */
  readonly leftOut: readonly LeftOut[];
  /** What fills its requests, but for the token, which each launch has its own of. Never written anywhere. */
  readonly values: RequestValues;
  readonly cpus: CpuLayout;
  readonly generator: GeneratorChoice;
  readonly seed: number;
  /** A fixed port for every contender, or null for a free one. */
  readonly port: number | null;
  /** What `--set` says; the specs have it already. */
  readonly set: readonly SetSetting[];
  /** What `tune` tries; the launches are of its variants. Null: nothing. */
  readonly tuning: Tuning | null;
}
