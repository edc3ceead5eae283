import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseRunRecord } from '../../src/domain/run-schema.ts';
import { expectNothingLeft, jsonOf, LabHome, SLOW } from '../e2e/lab-cli.ts';

/** As quick as a step can be judged. What it says of speed is noise, and nothing here asks for it. */
const TINY = `contenders: [node-http]
rates: [100]
step: { duration: 1s, leadIn: 100ms }
warmUp: { rate: 100, min: 1s, max: 1s }
blocks: 2
objective: p99<1s,errors<50%
requests: [{ name: dummy, path: /api/dummy }]
`;

it(
  'starts every variant of a real contender with its settings, and says what each setting does',
  SLOW,
  async () => {
    await using home = new LabHome();
    writeFileSync(home.path('quick.yaml'), TINY);
    const words = ['--scenario', 'quick.yaml', '--blocks', '2', '--set', 'node-http.keepAlive=4'];
    const ended = await home.lab(['tune', 'node-http', '--workers', '1,2', '--output', 'json', ...words], {
      // Our own list of contenders, not that of these tests.
      env: { LAB_CONTENDERS: '' },
    });
    // 5: on a busy machine a variant may have no valid step, and the run says so.
    expect([0, 5], ended.stderr).toContain(ended.code);
    expect(jsonOf(ended.stdout)).toMatchObject({
      kind: 'tuning',
      of: 'node-http',
      settings: [{ setting: 'workers', own: 'auto', against: '1', values: [{ value: '2' }] }],
      variants: [{ id: 'node-http--workers-1' }, { id: 'node-http--workers-2' }],
    });

    const record = parseRunRecord(home.record());
    expect(record).toMatchObject({
      state: 'finished',
      set: [{ contender: 'node-http', setting: 'keepAlive', value: '4' }],
    });
    // What really ran: each launch tells how many workers it had.
    const ran = record.launches.map(({ contender, block, workers, contract }) =>
      [contender, block, workers, contract].join(' '),
    );
    expect(ran.sort()).toEqual([
      'node-http--workers-1 1 1 verified',
      'node-http--workers-1 2 1 verified',
      'node-http--workers-2 1 2 verified',
      'node-http--workers-2 2 2 verified',
    ]);
    for (const { settings } of record.contenders) expect(settings['KEEP_ALIVE']).toBe('4');
    await expectNothingLeft(ended.lab);
  },
);
