import type { ContenderSpec } from '../domain/contender.ts';
import { closest } from '../domain/did-you-mean.ts';
import { LabError } from '../domain/errors.ts';

/** The specs a run asks for, in its order. Throws LAB_CONTENDER_UNKNOWN with the nearest name. */
export function chooseContenders(ids: readonly string[], known: readonly ContenderSpec[]): ContenderSpec[] {
  return [...new Set(ids)].map((id) => {
    const spec = known.find((one) => one.id === id);
    if (spec !== undefined) return spec;
    throw unknownContender(id, known, (names) => `name some of those: --only ${names.slice(0, 2).join(',')}`);
  });
}

/** `otherwise`: what to do where no name is near. */
export function unknownContender(
  id: string,
  known: readonly ContenderSpec[],
  otherwise: (names: readonly string[]) => string,
): LabError {
  const names = known.map((one) => one.id);
  const near = closest(id, names);
  return new LabError('LAB_CONTENDER_UNKNOWN', `There is no contender "${id}".`, {
    seen: [['there are', names.join(', ')]],
    fix: [near === null ? otherwise(names) : `did you mean ${near}?`],
  });
}
