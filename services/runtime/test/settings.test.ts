import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from '../src/settings.ts';

describe('readSettings', () => {
  it('has the defaults of design.md', () => {
    expect(readSettings({}, 4)).toEqual({
      host: '127.0.0.1',
      port: 0,
      workers: 4,
      workerConnections: 1_000,
      maxRequests: 0,
      maxRequestsJitter: 0,
      workerTimeoutS: 120,
      gracefulTimeoutS: 5,
      keepAliveS: 5,
      balance: 'rr',
      extraCpuShare: 0,
    });
  });

  it('takes what the environment says; an empty value is no value', () => {
    const env = {
      WORKERS: '2n+1',
      PORT: '8080',
      HOST: '0.0.0.0',
      KEEP_ALIVE: '2.5',
      BALANCE: 'reuseport',
      MAX_REQUESTS: '',
    };
    expect(readSettings(env, 4)).toMatchObject({
      workers: 9,
      port: 8_080,
      host: '0.0.0.0',
      keepAliveS: 2.5,
      balance: 'reuseport',
      maxRequests: 0,
    });
  });

  it.each([
    ['WORKERS', '0'],
    ['WORKERS', '-1'],
    ['WORKERS', '1.5'],
    ['WORKERS', '3n+1'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['WORKER_CONNECTIONS', '0'],
    ['MAX_REQUESTS', '-5'],
    ['MAX_REQUESTS_JITTER', '1e3'],
    ['WORKER_TIMEOUT', 'NaN'],
    ['GRACEFUL_TIMEOUT', '-1'],
    ['KEEP_ALIVE', '5s'],
    ['BALANCE', 'random'],
    ['EXTRA_CPU_PERCENT', '2.5'],
    ['EXTRA_CPU_PERCENT', '101'],
  ])('refuses %s=%s and names both', (name, value) => {
    const read = () => readSettings({ [name]: value }, 2);
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(`${name} is '${value}'`);
  });
});
