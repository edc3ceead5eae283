import type { OwnService } from '../domain/own-service.ts';
import { redactScenario } from '../domain/redact-scenario.ts';
import type { Scenario } from '../domain/scenario.ts';
import { cleanText } from './text/clean-text.ts';
import { timeSpan } from './text/numbers.ts';

/** What an own service is, for a plan: without its secrets, and without anything that drives a terminal. */
export function serviceLines(scenario: Scenario): string[] {
  const { service, data, login } = redactScenario(scenario);
  if (service === undefined) return [];
  const { readinessPath, readyTimeoutS, reset } = service;
  const inService = reset?.service == null ? '' : ` in ${reset.service}`;
  return [
    `service     ${startText(service)}; ready at ${readinessPath} within ${timeSpan(readyTimeoutS)}`,
    ...(reset === null ? [] : [`reset       ${reset.command.join(' ')}${inService}, before each launch`]),
    ...(login === undefined
      ? []
      : [`log-in      ${login.request.method} ${login.request.path}, once a launch`]),
    ...(data === undefined ? [] : [`data        ${data.file}`]),
  ].map(cleanText);
}

function startText(service: OwnService): string {
  return service.kind === 'command' ? `${service.command.join(' ')} in ${service.cwd}` : `of ${service.file}`;
}
