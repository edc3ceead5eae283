/** Made-up runs of `tune`. No figure in them was measured. */
import type { RunRecord } from '../../src/domain/run-record.ts';
import { type Tuning, type Variant, variantsOf } from '../../src/domain/tuning/tuning.ts';
import { contender, emptyRun, launch, type StepWish, step } from './fixture.ts';

export const TUNING: Tuning = {
  of: 'express',
  settings: [
    { setting: 'workers', values: ['1', 'auto', '2n+1'], own: 'auto' },
    { setting: 'maxRequests', values: ['0', '1000'], own: '0' },
  ],
};

const RATES: readonly number[] = [400, 1000];

export interface Wishes {
  readonly tuning?: Tuning;
  readonly blocks?: number;
  readonly rates?: readonly number[];
  /** Of a variant's launch in a block, at a rate. */
  readonly step?: (values: Readonly<Record<string, string>>, block: number, ratePerSec: number) => StepWish;
  readonly more?: Partial<RunRecord>;
}

/** Every variant of a tuning, once in every block. */
export function tuningRun({
  tuning = TUNING,
  blocks = 3,
  rates = RATES,
  step: wish = () => ({}),
  more = {},
}: Wishes = {}): RunRecord {
  const variants = variantsOf(tuning);
  const launches = Array.from({ length: blocks }, (_, i) =>
    variants.map(({ id, values }, k) => ({
      values: valuesOf(values),
      launch: launch(id, i * variants.length + k + 1, {
        block: i + 1,
        // On one CPU.
        workers: id.includes('2nplus1') ? 3 : 1,
      }),
    })),
  ).flat();
  return emptyRun({
    command: ['tune', tuning.of, '--workers', '1,auto,2n+1'],
    contenders: variants.map(({ id }) => ({ ...contender(id, null), variantOf: tuning.of })),
    launches: launches.map((one) => one.launch),
    steps: launches.flatMap(({ values, launch: at }) =>
      rates.map((rate) =>
        step(at.contender, rate, { block: at.block, launch: at.launch, ...wish(values, at.block, rate) }),
      ),
    ),
    scenario: {
      ...emptyRun().scenario,
      name: 'tune',
      contenders: [tuning.of],
      blocks,
      policy: { kind: 'ladder', ratesPerSec: rates, stopAfterFailed: 2 },
    },
    tuning,
    ...more,
  });
}

/** A wobble of launches by up to 1 %, and of blocks by up to a tenth. */
export function wobble(values: Readonly<Record<string, string>>, block: number): number {
  const letters = [...Object.values(values).join()].reduce((sum, one) => sum + one.charCodeAt(0), 0);
  const number = letters * 1.7 + block * 2.3;
  return (1 + 0.01 * Math.sin(number)) * (1 + 0.1 * Math.sin(block));
}

function valuesOf(values: Variant['values']): Record<string, string> {
  return Object.fromEntries(values.map(({ setting, value }) => [setting, value]));
}
