import type { ContenderSpec } from '../domain/contender.ts';
import { closest } from '../domain/did-you-mean.ts';
import { LabError } from '../domain/errors.ts';

/** The specs a run asks for, in its order. Throws LAB_CONTENDER_UNKNOWN with the nearest name. */
export function chooseContenders(ids: readonly string[], known: readonly ContenderSpec[]): ContenderSpec[] {
  return [...new Set(ids)].map((id) => {
    const spec = known.find((one) => one.id === id);
    if (spec !== undefined) return spec;
    const names = known.map((one) => one.id);
    const near = closest(id, names);
    throw new LabError('LAB_CONTENDER_UNKNOWN', `There is no contender "${id}".`, {
      seen: [['there are', names.join(', ')]],
      fix:
        near === null
          ? [`name some of those: --only ${names.slice(0, 2).join(',')}`]
          : [`did you mean ${near}?`],
    });
  });
}
