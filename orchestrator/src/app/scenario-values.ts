import type { RequestValues } from '../domain/request-values.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { LabApp } from './lab-app.ts';

/** What fills the requests of a scenario, but for the token. Throws LAB_DATA_INVALID. */
export async function scenarioValues(
  app: Pick<LabApp, 'environment' | 'readData'>,
  { data }: Pick<Scenario, 'data'>,
): Promise<RequestValues> {
  return {
    environment: app.environment,
    token: null,
    data: data === undefined ? null : await app.readData(data),
  };
}
