import { LabError } from '../domain/errors.ts';
import { DEFAULT_OBJECTIVE } from '../domain/objective.ts';
import type { OwnService } from '../domain/own-service.ts';
import { plainReadyPath } from '../domain/ready-path.ts';
import { NAME, NAME_RULE, SERVICE_NAME, SERVICE_NAME_RULE } from '../domain/request-schema.ts';
import type { RequestSpec, Scenario } from '../domain/scenario.ts';
import { READY_TIMEOUT_S } from '../domain/time-plan.ts';
import { OWN_SETTINGS } from './own-settings.ts';
import { RUN_SETTINGS } from './run-settings.ts';
import { type Given, given } from './setting.ts';

/** What a command line says of a service of one's own beside `OWN_SETTINGS`. */
export interface OwnAsked {
  readonly from: Given;
  /** Instead of the scenario's; none: those stay. */
  readonly requests: readonly RequestSpec[];
  readonly env: Readonly<Record<string, string>>;
  /** A path as the user gave it, from where they are, made absolute. */
  readonly absolute: (path: string) => string;
}

/** Whether the command line or the environment names a service of one's own. */
export function asksForOwn(from: Given): boolean {
  return given(OWN_SETTINGS.command, from) !== null || given(OWN_SETTINGS.compose, from) !== null;
}

/** The scenario of a command line that names none: what is missing here, flags and defaults say. */
export function bareScenario(from: Given): Scenario {
  const ratesPerSec = given(RUN_SETTINGS.rates, from)?.value ?? [50, 100, 200, 400, 800];
  const path = given(OWN_SETTINGS.ready, from)?.value ?? '/';
  return {
    name: 'own',
    description: 'A service of your own, from the command line.',
    contenders: [],
    objective: DEFAULT_OBJECTIVE,
    policy: { kind: 'ladder', ratesPerSec, stopAfterFailed: 2 },
    step: { durationS: 10, leadInS: 1 },
    // Nobody knows yet what it holds: the lowest rate that was asked for is the one it is expected to.
    warmUp: { ratePerSec: Math.min(...ratesPerSec), minS: 5, maxS: 15 },
    requests: [{ name: 'ready', weight: 1, method: 'GET', path, headers: {}, expect: { statuses: [] } }],
    blocks: 1,
    pacing: 'paced',
    connections: 64,
    timeoutMs: 5000,
  };
}

/**
 * A scenario with what the command line says of a service of one's own. Throws LAB_USAGE for what does
 * not go together, and what `OWN_SETTINGS` throw.
 */
export function withOwnService(scenario: Scenario, asked: OwnAsked): Scenario {
  const { from } = asked;
  const statuses = given(OWN_SETTINGS.expectStatus, from)?.value;
  const requests = (asked.requests.length > 0 ? asked.requests : scenario.requests).map((request) =>
    statuses === undefined ? request : { ...request, expect: { statuses } },
  );
  const service = serviceOf(scenario, requests, asked);
  if (service === null) {
    refuseWithoutService(asked);
    return scenario;
  }
  return { ...scenario, requests, contenders: contendersOf(scenario, service, from), service };
}

function serviceOf(
  scenario: Scenario,
  requests: readonly RequestSpec[],
  { from, env, absolute }: OwnAsked,
): OwnService | null {
  const command = given(OWN_SETTINGS.command, from)?.value;
  const compose = given(OWN_SETTINGS.compose, from)?.value;
  if (command !== undefined && compose !== undefined) {
    throw new LabError('LAB_USAGE', '--command and --compose were both given.', {
      fix: ['give one of them'],
    });
  }
  const was = scenario.service ?? null;
  const cwd = given(OWN_SETTINGS.serviceCwd, from)?.value;
  const base = {
    readinessPath: given(OWN_SETTINGS.ready, from)?.value ?? was?.readinessPath ?? plainReadyPath(requests),
    readyTimeoutS: given(OWN_SETTINGS.readyTimeout, from)?.value ?? was?.readyTimeoutS ?? READY_TIMEOUT_S,
    reset: was?.reset ?? null,
    env: { ...was?.env, ...env },
    port: was?.port ?? null,
  };
  if (command !== undefined) return { kind: 'command', command, cwd: absolute(cwd ?? '.'), ...base };
  if (compose !== undefined) return { kind: 'compose', file: absolute(compose), ...base };
  if (was?.kind === 'command' && cwd !== undefined) return { ...was, ...base, cwd: absolute(cwd) };
  return was === null ? null : { ...was, ...base };
}

/** A command needs no name; services of a Compose file are named, and those of another scenario are not theirs. */
function contendersOf(scenario: Scenario, service: OwnService, from: Given): readonly string[] {
  const only = given(RUN_SETTINGS.only, from)?.value;
  const ids = only ?? (scenario.service?.kind === service.kind ? scenario.contenders : []);
  const [name, rule] = service.kind === 'command' ? [NAME, NAME_RULE] : [SERVICE_NAME, SERVICE_NAME_RULE];
  const wrong = ids.find((id) => !name.test(id));
  if (wrong !== undefined) {
    throw new LabError(
      'LAB_USAGE',
      `${JSON.stringify(wrong)} is no name: its files could not be called so.`,
      {
        fix: [`--only takes ${rule}`],
      },
    );
  }
  if (service.kind === 'command') {
    if (ids.length <= 1) return ids.length === 1 ? ids : ['own'];
    throw new LabError('LAB_USAGE', 'A command is one contender.', {
      fix: ['--only names it: --only api', 'for several services: --compose <file> --only api,web'],
    });
  }
  if (ids.length > 0) return ids;
  throw new LabError('LAB_USAGE', 'Nobody says which services of the Compose file to run.', {
    fix: ['name them: --only api'],
  });
}

/** A flag that nothing would come of is a slip, and would be passed over in silence. */
function refuseWithoutService({ from, requests, env }: OwnAsked): void {
  const slip =
    [OWN_SETTINGS.ready, OWN_SETTINGS.readyTimeout, OWN_SETTINGS.expectStatus, OWN_SETTINGS.serviceCwd].find(
      (one) => given<unknown>(one, from) !== null,
    )?.flag ??
    (requests.length > 0 ? '--request' : null) ??
    (Object.keys(env).length > 0 ? '--service-env' : null);
  if (slip === null) return;
  throw new LabError('LAB_USAGE', `${slip.replace(/ .*/, '')} goes with a service of your own.`, {
    fix: ["name it: --command 'node server.js' or --compose <file>", 'or leave the flag out'],
  });
}
