import type { ContenderSpec } from '../domain/contender.ts';
import { closest } from '../domain/did-you-mean.ts';
import { LabError } from '../domain/errors.ts';
import type { Scenario } from '../domain/scenario.ts';
import { type LeftOut, missingRoutes } from '../domain/served-routes.ts';

/** The specs a run asks for, in its order. Throws LAB_CONTENDER_UNKNOWN with the nearest name. */
export function chooseContenders(ids: readonly string[], known: readonly ContenderSpec[]): ContenderSpec[] {
  return [...new Set(ids)].map((id) => {
    const spec = known.find((one) => one.id === id);
    if (spec !== undefined) return spec;
    throw unknownContender(id, known, () => 'name one of those');
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

export interface Asked {
  readonly specs: readonly ContenderSpec[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * A scenario asks only contenders that serve its requests. `named`: by the user, who then has to know.
 * Throws LAB_ROUTE_NOT_SERVED where one of those cannot answer, or nobody is left.
 */
export function askedContenders(
  specs: readonly ContenderSpec[],
  { name, requests }: Pick<Scenario, 'name' | 'requests'>,
  named: boolean,
): Asked {
  const all = specs.map((spec) => ({ spec, missing: missingRoutes(spec, requests) }));
  const leftOut = all
    .filter(({ missing }) => missing.length > 0)
    .map(({ spec, missing }) => ({ contender: spec.id, missing }));
  const left = all.filter(({ missing }) => missing.length === 0).map(({ spec }) => spec);
  if (leftOut.length === 0 || (!named && left.length > 0)) return { specs: left, leftOut };
  const who = leftOut.map(({ contender }) => contender).join(', ');
  const verb = leftOut.length === 1 ? 'does' : 'do';
  throw new LabError('LAB_ROUTE_NOT_SERVED', `${who} ${verb} not serve what ${name} asks for.`, {
    seen: leftOut.map(({ contender, missing }) => [contender, `no ${missing.join(', ')}`] as const),
    fix: [
      ...(left.length > 0 ? [`--only ${left.map(({ id }) => id).join(',')}`] : []),
      'name a scenario that asks for less: ramp asks for GET /api/dummy alone',
    ],
  });
}
