import { isSecretHeader, REDACTED, redactHeaders, redactUrl } from './redact.ts';
import type { RequestSpec, Scenario } from './scenario.ts';

/** A scenario that may be stored or shown: secret headers, token-like query values and secret bodies are taken out. */
export function redactScenario(scenario: Scenario): Scenario {
  return { ...scenario, requests: scenario.requests.map(redactRequest) };
}

function redactRequest(request: RequestSpec): RequestSpec {
  const safe = { ...request, path: redactUrl(request.path), headers: redactHeaders(request.headers) };
  return request.redactBody === true ? { ...safe, body: REDACTED } : safe;
}

/** What `redactScenario` takes out, e.g. `header Authorization of request orders`. */
export function scenarioSecrets(scenario: Scenario): string[] {
  return scenario.requests.flatMap((request) => [
    ...Object.keys(request.headers)
      .filter(isSecretHeader)
      .map((name) => `header ${name} of request ${request.name}`),
    ...(redactUrl(request.path) === request.path ? [] : [`query of request ${request.name}`]),
    ...(request.redactBody === true ? [`body of request ${request.name}`] : []),
  ]);
}

/** A stored scenario with its secrets put back from the file it was read from, request by request. */
export function withSecretsOf(stored: Scenario, file: Scenario): Scenario {
  const requests = stored.requests.map((request) => {
    const whole = file.requests.find((one) => one.name === request.name);
    const same = whole !== undefined && JSON.stringify(redactRequest(whole)) === JSON.stringify(request);
    return same ? whole : request;
  });
  return { ...stored, requests };
}

/** Whether something is still missing that was taken out. */
export function lacksSecrets(scenario: Scenario): boolean {
  return scenario.requests.some(
    ({ path, headers, body }) =>
      path.includes(REDACTED) || Object.values(headers).includes(REDACTED) || body === REDACTED,
  );
}
