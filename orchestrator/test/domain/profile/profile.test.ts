import { describe, expect, it } from 'vitest';
import { callTree } from '../../../src/domain/profile/call-tree.ts';
import { type CpuProfile, threadOf } from '../../../src/domain/profile/cpu-profile.ts';
import { NODE, OWN, packageOf } from '../../../src/domain/profile/package-of.ts';
import { threadsOfPySpy } from '../../../src/domain/profile/py-spy-file.ts';
import { type Frame, IDLE, type SampledThread } from '../../../src/domain/profile/sampled-thread.ts';
import { busyOf, functionRows, packageRows } from '../../../src/domain/profile/shares.ts';
import { speedscopeFile } from '../../../src/domain/profile/speedscope.ts';

const callFrame = (functionName: string) => ({ functionName, url: '', lineNumber: -1, columnNumber: -1 });
const frame = (name: string, owner = name): Frame => ({ name, file: null, line: null, package: owner });

/** root → serve → work; root → idle. A sample each 1000 µs from 10,000 on. */
const PROFILE: CpuProfile = {
  nodes: [
    { id: 1, callFrame: callFrame('(root)'), children: [2, 4] },
    { id: 2, callFrame: callFrame('serve'), children: [3] },
    { id: 3, callFrame: callFrame('work') },
    { id: 4, callFrame: callFrame(IDLE) },
  ],
  startTime: 9000,
  endTime: 14_500,
  samples: [2, 3, 4, 3, 3],
  timeDeltas: [1000, 1000, 1000, 1000, 1000],
};
const locate = ({ functionName }: { readonly functionName: string }) => frame(functionName);
const cut = (fromUs: number, toUs: number, profile = PROFILE): SampledThread =>
  threadOf('worker 1', profile, { window: { fromUs, toUs }, intervalUs: 1000 }, locate);
const seen = (thread: SampledThread) =>
  thread.samples.map(({ stack, us }) => [stack.map((at) => thread.frames[at]?.name).join('>'), us]);

describe('what of a .cpuprofile lies in a window', () => {
  it('is each sample until the next one, the last until the end', () => {
    expect(seen(cut(0, 1e9))).toEqual([
      ['serve', 1000],
      ['serve>work', 1000],
      [IDLE, 1000],
      ['serve>work', 1000],
      ['serve>work', 500],
    ]);
  });

  it('is cut at both ends', () => {
    expect(seen(cut(10_400, 11_300))).toEqual([
      ['serve', 600],
      ['serve>work', 300],
    ]);
    expect(seen(cut(20_000, 30_000))).toEqual([]);
  });

  it('puts samples that arrived late where they belong', () => {
    const late = { ...PROFILE, samples: [2, 4, 3], timeDeltas: [1000, 2000, -1000], endTime: 13_000 };
    expect(seen(cut(0, 1e9, late)).map(([stack]) => stack)).toEqual(['serve', 'serve>work', IDLE]);
  });

  it('gives nobody the time of a long gap', () => {
    const gap = { ...PROFILE, samples: [2, 3], timeDeltas: [1000, 105_000], endTime: 116_000 };
    const thread = cut(0, 1e9, gap);
    expect(seen(thread)).toEqual([
      ['serve', 5000],
      ['serve>work', 1000],
    ]);
    expect(thread.unseenUs).toBe(100_000);
  });
});

describe('whose code a file is', () => {
  const language = { name: NODE, files: /^node:/ };
  it.each([
    ['node_modules/express/lib/router/index.js', 'express'],
    ['node_modules/@koa/router/dist/index.js', '@koa/router'],
    ['node_modules/express/node_modules/debug/src/node.js', 'debug'],
    ['services/express/src/app.ts', OWN],
    ['services/express-bridge/src/app.ts', 'services/express-bridge'],
    ['services/runtime/src/worker.ts', 'services/runtime'],
    ['node:internal/http', NODE],
    ['server.js', '(other files)'],
  ])('%s: %s', (file, owner) => {
    expect(packageOf(file, { ownFolder: 'services/express', language })).toBe(owner);
  });

  it('knows a service by its folder, wherever that is', () => {
    const home = { ownFolder: '/srv/api', language };
    expect(packageOf('/srv/api/server.js', home)).toBe(OWN);
    expect(packageOf('/srv/api/node_modules/pg/lib/client.js', home)).toBe('pg');
    expect(packageOf('C:\\srv\\api\\node_modules\\pg\\lib\\client.js', home)).toBe('pg');
  });
});

const thread = (stacks: readonly (readonly [string, number])[]): SampledThread => {
  const names = [...new Set(stacks.flatMap(([stack]) => stack.split('>')))];
  return {
    name: 'worker 1',
    frames: names.map((name) => frame(name, name === 'again' ? 'serve' : name)),
    samples: stacks.map(([stack, us]) => ({
      stack: stack.split('>').map((name) => names.indexOf(name)),
      us,
    })),
    unseenUs: 0,
  };
};
const TWO = [
  thread([
    ['serve>work', 3000],
    [IDLE, 9000],
  ]),
  thread([
    ['serve>again>work', 1000],
    ['serve', 1000],
  ]),
];

describe('shares', () => {
  it('are of busy time, of all threads, by who was running', () => {
    const rows = packageRows(TWO);
    expect(rows.map(({ name, selfUs, totalUs, samples }) => [name, selfUs, totalUs, samples])).toEqual([
      ['work', 4000, 4000, 2],
      ['serve', 1000, 5000, 1],
    ]);
    expect(rows.map(({ share }) => share)).toEqual([0.8, 0.2]);
    expect(functionRows(TWO).map(({ name }) => name)).toEqual(['work', 'serve', 'again']);
  });

  it('have an interval that says what so few samples are worth', () => {
    // (Σw)² / Σw²: three samples, one of them of more weight.
    expect(busyOf(TWO)).toEqual({ us: 5000, samples: 3, effective: 25 / 11 });
    const [work] = packageRows(TWO);
    expect(work?.low).toBeLessThan(0.3);
    expect(work?.high).toBeGreaterThan(0.99);
    const many = packageRows(Array.from({ length: 1000 }, () => TWO).flat());
    expect(many[0]?.low).toBeGreaterThan(0.77);
    expect(many[0]?.high).toBeLessThan(0.83);
  });

  it('of nothing are none', () => {
    expect(packageRows([thread([[IDLE, 1000]])])).toEqual([]);
  });
});

it('lays the stacks of all threads over each other', () => {
  const tree = callTree(TWO);
  expect(tree).toMatchObject({ frame: null, selfUs: 0, totalUs: 5000 });
  const [serve, ...others] = tree.children;
  expect(others).toEqual([]);
  expect(serve).toMatchObject({ selfUs: 1000, totalUs: 5000 });
  expect(serve?.children.map(({ frame: of, totalUs }) => [of?.name, totalUs])).toEqual([
    ['work', 3000],
    ['again', 1000],
  ]);
});

it('writes what speedscope reads: frames shared, a profile for each thread, as many weights as samples', () => {
  const file = speedscopeFile('express', 'framework-lab 0.1.0', TWO);
  expect(file.shared.frames.map(({ name }) => name)).toEqual(['serve', 'work', IDLE, 'again']);
  expect(file.profiles).toMatchObject([
    { type: 'sampled', unit: 'microseconds', startValue: 0, endValue: 12_000, samples: [[0, 1], [2]] },
    { endValue: 2000, samples: [[0, 3, 1], [0]], weights: [1000, 1000] },
  ]);
});

it('reads what py-spy writes', () => {
  const file = {
    shared: {
      frames: [
        { name: 'dispatch', file: '/opt/venv/lib/python3.11/site-packages/flask/app.py', line: 1 },
        { name: 'view', file: '/srv/flask/app.py', line: 7 },
        { name: 'dumps', file: '/usr/lib/python3.11/json/__init__.py', line: 183 },
      ],
    },
    profiles: [{ name: 'Thread 1', samples: [[0, 1, 2], [0]], weights: [0.01, 0.01] }],
  };
  const rows = packageRows(threadsOfPySpy(file, '/srv/flask'));
  expect(rows.map(({ name, selfUs, totalUs }) => [name, selfUs, totalUs])).toEqual([
    ['flask', 10_000, 20_000],
    ['python', 10_000, 10_000],
    [OWN, 0, 10_000],
  ]);
});
