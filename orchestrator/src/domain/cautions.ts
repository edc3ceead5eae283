import type { ContenderSpec } from './contender.ts';

/** What a reader of results has to know of these contenders, each once: services of one file share it. */
export function cautionsOf(specs: readonly Pick<ContenderSpec, 'cautions'>[]): string[] {
  return [...new Set(specs.flatMap(({ cautions }) => cautions ?? []))];
}
