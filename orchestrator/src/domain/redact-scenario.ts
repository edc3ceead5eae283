import { isDeepStrictEqual } from 'node:util';
import type { LoginSpec } from './login.ts';
import type { OwnService } from './own-service.ts';
import { REDACTED, redactHeaders, redactUrl } from './redact.ts';
import type { RequestSpec, Scenario } from './scenario.ts';

/**
 * A scenario that may be stored or shown: secret headers, token-like query values and secret bodies are
 * taken out. What only names a secret (`Bearer ${API_TOKEN}`, `Bearer {token}`) is none, and stays.
 */
export function redactScenario(scenario: Scenario): Scenario {
  const { service, login } = scenario;
  return {
    ...scenario,
    requests: scenario.requests.map(redactRequest),
    ...(service === undefined ? {} : { service: redactService(service) }),
    ...(login === undefined ? {} : { login: redactLogin(login) }),
  };
}

function redactRequest(request: RequestSpec): RequestSpec {
  const safe = { ...request, path: redactUrl(request.path), headers: redactValues(request.headers) };
  return request.redactBody === true ? { ...safe, body: REDACTED } : safe;
}

/** Only a scheme may stand beside what is named: anything longer may be half of a secret. */
const NAMES_A_SECRET = /^(?:[A-Za-z]{1,12} )?(?:\$\{[A-Za-z_]\w*\}|\{[\w-]+(?:\.[\w-]+)?\})$/;

function redactValues(values: Readonly<Record<string, string>>): Record<string, string> {
  const safe = redactHeaders(values);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      NAMES_A_SECRET.test(value) ? value : (safe[name] ?? ''),
    ]),
  );
}

/** A body that lets somebody in is a secret: beside a password that is only named, another may be written out. */
function redactLogin(login: LoginSpec): LoginSpec {
  const { request } = login;
  const { path, headers, body } = request;
  const safe = { ...request, path: redactUrl(path), headers: redactValues(headers) };
  return { ...login, request: body === undefined ? safe : { ...safe, body: REDACTED } };
}

/** An environment's names tell of secrets as those of headers do; a command may hold a URL with a password. */
function redactService(service: OwnService): OwnService {
  const { reset } = service;
  const common = {
    env: redactEnvironment(service.env),
    reset: reset === null ? null : { ...reset, command: reset.command.map(redactUrl) },
  };
  return service.kind === 'command'
    ? { ...service, ...common, command: service.command.map(redactUrl) }
    : { ...service, ...common };
}

/** `DATABASE_URL` is no secret by its name, and the password in it is one. */
function redactEnvironment(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(redactValues(env)).map(([name, value]) => [name, redactUrl(value)]),
  );
}

/** What `redactScenario` takes out, e.g. `header Authorization of request orders`. */
export function scenarioSecrets({ requests, service, login }: Scenario): string[] {
  return [
    ...requests.flatMap((request) =>
      requestSecrets(request, redactRequest(request), `request ${request.name}`),
    ),
    ...(login === undefined ? [] : requestSecrets(login.request, redactLogin(login).request, 'the log-in')),
    ...(service === undefined ? [] : serviceSecrets(service)),
  ];
}

type Named = LoginSpec['request'];

function requestSecrets(whole: Named, safe: Named, who: string): string[] {
  return [
    ...changedKeys(whole.headers, safe.headers).map((name) => `header ${name} of ${who}`),
    ...(whole.path === safe.path ? [] : [`query of ${who}`]),
    ...(whole.body === safe.body ? [] : [`body of ${who}`]),
  ];
}

function serviceSecrets(service: OwnService): string[] {
  const safe = redactService(service);
  const command = (one: OwnService): readonly string[] => (one.kind === 'command' ? one.command : []);
  return [
    ...changedKeys(service.env, safe.env).map((name) => `environment ${name} of the service`),
    ...(isDeepStrictEqual(command(safe), command(service)) ? [] : ['credentials in the service’s command']),
    ...(isDeepStrictEqual(safe.reset, service.reset) ? [] : ['credentials in the reset command']),
  ];
}

function changedKeys(
  whole: Readonly<Record<string, string>>,
  safe: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(whole).filter((key) => whole[key] !== safe[key]);
}

/** A stored scenario with its secrets put back from the file it was read from, part by part. */
export function withSecretsOf(stored: Scenario, file: Scenario): Scenario {
  const requests = stored.requests.map((request) => {
    const whole = file.requests.find((one) => one.name === request.name);
    return whole !== undefined && isDeepStrictEqual(redactRequest(whole), request) ? whole : request;
  });
  const { service, login } = file;
  return {
    ...stored,
    requests,
    ...(service !== undefined && isDeepStrictEqual(redactService(service), stored.service)
      ? { service }
      : {}),
    ...(login !== undefined && isDeepStrictEqual(redactLogin(login), stored.login) ? { login } : {}),
  };
}

/** Whether something is still missing that was taken out. */
export function lacksSecrets({ requests, service, login }: Scenario): boolean {
  return (
    requests.some(
      ({ path, headers, body }) =>
        path.includes(REDACTED) || Object.values(headers).includes(REDACTED) || body === REDACTED,
    ) || JSON.stringify([service ?? null, login ?? null]).includes(REDACTED)
  );
}
