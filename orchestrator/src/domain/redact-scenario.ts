import type { OwnService } from './own-service.ts';
import { isSecretHeader, REDACTED, redactHeaders, redactUrl } from './redact.ts';
import type { RequestSpec, Scenario } from './scenario.ts';

/** A scenario that may be stored or shown: secret headers, token-like query values and secret bodies are taken out. */
export function redactScenario(scenario: Scenario): Scenario {
  const { service } = scenario;
  return {
    ...scenario,
    requests: scenario.requests.map(redactRequest),
    ...(service === undefined ? {} : { service: redactService(service) }),
  };
}

/** An environment's names tell of secrets as those of headers do; a command may hold a URL with a password. */
function redactService(service: OwnService): OwnService {
  const { reset } = service;
  const common = {
    env: redactHeaders(service.env),
    reset: reset === null ? null : { ...reset, command: reset.command.map(redactUrl) },
  };
  return service.kind === 'command'
    ? { ...service, ...common, command: service.command.map(redactUrl) }
    : { ...service, ...common };
}

function serviceSecrets(service: OwnService): string[] {
  const safe = redactService(service);
  const command = (one: OwnService): readonly string[] => (one.kind === 'command' ? one.command : []);
  const changed = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  return [
    ...Object.entries(safe.env)
      .filter(([name, value]) => value !== service.env[name])
      .map(([name]) => `environment ${name} of the service`),
    ...(changed(command(safe), command(service)) ? ['credentials in the service’s command'] : []),
    ...(changed(safe.reset, service.reset) ? ['credentials in the reset command'] : []),
  ];
}

function redactRequest(request: RequestSpec): RequestSpec {
  const safe = { ...request, path: redactUrl(request.path), headers: redactHeaders(request.headers) };
  return request.redactBody === true ? { ...safe, body: REDACTED } : safe;
}

/** What `redactScenario` takes out, e.g. `header Authorization of request orders`. */
export function scenarioSecrets(scenario: Scenario): string[] {
  const ofRequests = scenario.requests.flatMap((request) => [
    ...Object.keys(request.headers)
      .filter(isSecretHeader)
      .map((name) => `header ${name} of request ${request.name}`),
    ...(redactUrl(request.path) === request.path ? [] : [`query of request ${request.name}`]),
    ...(request.redactBody === true ? [`body of request ${request.name}`] : []),
  ]);
  return [...ofRequests, ...(scenario.service === undefined ? [] : serviceSecrets(scenario.service))];
}

/** A stored scenario with its secrets put back from the file it was read from, request by request. */
export function withSecretsOf(stored: Scenario, file: Scenario): Scenario {
  const requests = stored.requests.map((request) => {
    const whole = file.requests.find((one) => one.name === request.name);
    const same = whole !== undefined && JSON.stringify(redactRequest(whole)) === JSON.stringify(request);
    return same ? whole : request;
  });
  const { service } = file;
  const sameService =
    service !== undefined && JSON.stringify(redactService(service)) === JSON.stringify(stored.service);
  return { ...stored, requests, ...(sameService ? { service } : {}) };
}

/** Whether something is still missing that was taken out. */
export function lacksSecrets(scenario: Scenario): boolean {
  const ofRequests = scenario.requests.some(
    ({ path, headers, body }) =>
      path.includes(REDACTED) || Object.values(headers).includes(REDACTED) || body === REDACTED,
  );
  return ofRequests || JSON.stringify(scenario.service ?? null).includes(REDACTED);
}
