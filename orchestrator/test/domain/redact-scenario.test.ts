import { describe, expect, it } from 'vitest';
import {
  lacksSecrets,
  redactScenario,
  scenarioSecrets,
  withSecretsOf,
} from '../../src/domain/redact-scenario.ts';
import type { RequestSpec } from '../../src/domain/scenario.ts';
import { scenario } from '../lab/fakes.ts';

const request = (more: Partial<RequestSpec>): RequestSpec => ({
  name: 'login',
  weight: 1,
  method: 'POST',
  path: '/login',
  headers: {},
  expect: { statuses: [] },
  ...more,
});
const secret = { ...scenario, requests: [request({ body: '{"password":"hunter2"}', redactBody: true })] };

describe('a body that is a secret', () => {
  it('is neither stored nor shown, and is named as what must be supplied again', () => {
    expect(JSON.stringify(redactScenario(secret))).not.toContain('hunter2');
    expect(scenarioSecrets(secret)).toEqual(['body of request login']);
    expect(lacksSecrets(redactScenario(secret))).toBe(true);
  });

  it('is put back from the file when a run is resumed', () => {
    const whole = withSecretsOf(redactScenario(secret), secret);
    expect(whole).toEqual(secret);
    expect(lacksSecrets(whole)).toBe(false);
  });

  it('is stored where nobody asked to hide it', () => {
    const open = { ...scenario, requests: [request({ body: '{"id":1}' })] };
    expect(redactScenario(open)).toEqual(open);
  });
});
