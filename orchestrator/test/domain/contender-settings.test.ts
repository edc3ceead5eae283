import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings, settingsInForce } from '../../../services/runtime/src/settings.ts';
import { CONTENDER_SETTINGS, flagOf } from '../../src/domain/contender-settings.ts';
import { LabError } from '../../src/domain/errors.ts';
import { acceptedValue, formatSet, parseSet, setOf } from '../../src/domain/settings-set.ts';

const VALUES = [
  ...[
    '',
    '0',
    '1',
    '2',
    '007',
    '999',
    '1000',
    '1000000',
    '1000001',
    '1000000000',
    '1000000001',
    '99999999999',
  ],
  ...['auto', 'AUTO', '2n+1', '2N+1', 'cpu_count*2+1', 'rr', 'reuseport', 'kernel', '-1', '+1', '1e3', 'NaN'],
  ...['0.5', '1.125', '1.1255', '.5', '5.', '86400', '86400.001', '86401', '0x10', ' 1', '1 ', '٣', '1\n'],
];

describe('the table of settings', () => {
  it('accepts what the runtime of the Node contenders accepts and the lab can measure, and nothing else', () => {
    const accepts = (env: string, value: string): boolean => {
      try {
        readSettings({ [env]: value }, 2);
        return true;
      } catch {
        return false;
      }
    };
    for (const { env, canonical } of CONTENDER_SETTINGS) {
      // Whoever closes every connection does not keep the contract.
      const unfit = env === 'KEEP_ALIVE' ? ['0'] : [];
      // An empty variable is its default there; nobody can say one with --set.
      for (const value of VALUES.filter((one) => one !== '' && !unfit.includes(one))) {
        // 007 is a number to the lab and none to the runtime, which is given 7.
        const written = canonical(value);
        expect([env, value, written !== null], `${env}=${value}`).toEqual([
          env,
          value,
          accepts(env, written ?? value),
        ]);
      }
    }
  });

  it('names what the runtime reads, and what every block of ours has', () => {
    const inForce = Object.keys(settingsInForce(readSettings({}, 2)));
    const names = CONTENDER_SETTINGS.map(({ env }) => env);
    expect([...names].sort()).toEqual(inForce.sort());
    const file = readFileSync(join(import.meta.dirname, '../../../docker-compose.yml'), 'utf8');
    for (const name of names) expect(file).toMatch(new RegExp(`^ {4}${name}: `, 'm'));
  });

  it('writes one value in one way', () => {
    const written = (name: string, value: string) =>
      CONTENDER_SETTINGS.find((one) => one.name === name)?.canonical(value);
    expect([written('keepAlive', '0'), written('keepAlive', '0.0')]).toEqual([null, null]);
    expect([written('keepAlive', '5.0'), written('workers', '007'), written('timeout', '0.50')]).toEqual([
      '5',
      '7',
      '0.5',
    ]);
  });

  it('has flags that no other setting has', () => {
    const flags = CONTENDER_SETTINGS.map(flagOf);
    expect(new Set(flags).size).toBe(flags.length);
    expect(flags).toContain('max-requests-jitter');
  });
});

function refusal(what: () => unknown): string {
  try {
    what();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return [error.code, error.message, ...error.fix].join(' | ');
  }
  return 'not refused';
}

describe('--set', () => {
  it('is read as it is written', () => {
    expect(parseSet('express.workers=2n+1, keepAlive=0,')).toEqual([
      { contender: 'express', setting: 'workers', value: '2n+1' },
      { contender: null, setting: 'keepAlive', value: '0' },
    ]);
    expect(formatSet(parseSet('express.workers=2n+1,keepAlive=0.5'))).toBe(
      'express.workers=2n+1, keepAlive=0.5',
    );
    expect(parseSet('')).toEqual([]);
  });

  it.each([
    ['express.worker=2', /no setting "worker".*did you mean workers\?/],
    ['WORKER_TIMEOUT=2', /no setting "WORKER_TIMEOUT".*did you mean timeout\?/],
    ['max-requests=2', /did you mean maxRequests\?/],
    ['speed=2', /no setting "speed".*there are: workers, connections/],
    ['workers', /cannot be read.*--set express\.workers=2/],
    ['workers=', /cannot be read/],
    ['=2', /cannot be read/],
    ['a.b.workers=2', /cannot be read/],
    ['express.workers=2,express.workers=3', /names express\.workers twice/],
    ['workers=2,workers=2', /names workers twice/],
  ])('%s is refused', (text, says) => {
    const said = refusal(() => parseSet(text));
    expect(said).toMatch(/^LAB_SETTING_INVALID/);
    expect(said).toMatch(says);
  });

  const express = { id: 'express', settings: { WORKERS: 'auto', KEEP_ALIVE: '5' } };

  it('of one contender goes before that of all, and reaches only what it takes', () => {
    const values = (text: string, contender = express as Parameters<typeof setOf>[0]) =>
      setOf(contender, parseSet(text)).map(({ setting, value }) => `${setting.name}=${value}`);
    expect(values('workers=4,express.workers=2,koa.keepAlive=0')).toEqual(['workers=2']);
    expect(values('maxRequests=4')).toEqual([]);
    // A variant is of its contender.
    expect(
      values('express.keepAlive=0', { ...express, id: 'express--workers-2', variantOf: 'express' }),
    ).toEqual(['keepAlive=0']);
  });

  const accepted = (value: string, own: string) => () => {
    const [setting] = CONTENDER_SETTINGS;
    return acceptedValue({ id: 'flask', settings: { WORKERS: own } }, setting as never, value);
  };

  it("never refuses a block's own word, and keeps its spelling", () => {
    expect(accepted('cpu_count*2+1', 'cpu_count*2+1')()).toBe('cpu_count*2+1');
    expect(accepted('4', '04')()).toBe('04');
    expect(accepted('02', 'auto')()).toBe('2');
    expect(refusal(accepted('cpu_count*2+1', 'auto'))).toMatch(
      /workers of flask cannot be "cpu_count\*2\+1".*a number from 1 to 999, auto or 2n\+1/,
    );
  });
});
