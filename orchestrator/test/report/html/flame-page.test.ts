import { describe, expect, it } from 'vitest';
import { callTree } from '../../../src/domain/profile/call-tree.ts';
import type { ProfileDocument } from '../../../src/domain/profile/profile-document.ts';
import { profileFigures } from '../../../src/domain/profile/profile-figures.ts';
import type { SampledThread } from '../../../src/domain/profile/sampled-thread.ts';
import { flameBoxes } from '../../../src/report/html/flame-graph.ts';
import { flamePage } from '../../../src/report/html/flame-page.ts';
import { profileText } from '../../../src/report/profile-text.ts';
import { step } from '../fixture.ts';

const EVIL = '<script>alert(1)</script>\u001b[2J';
const THREADS: SampledThread[] = [
  {
    name: 'worker 1',
    frames: [
      { name: 'serve', file: 'services/x/src/app.ts', line: 3, package: 'the service' },
      { name: EVIL, file: `node_modules/${EVIL}/index.js`, line: 1, package: EVIL },
      { name: 'rare', file: null, line: null, package: 'node' },
    ],
    samples: [
      ...Array.from({ length: 5000 }, () => ({ stack: [0, 1], us: 1000 })),
      { stack: [0, 2], us: 1000 },
    ],
    unseenUs: 2e6,
  },
];
const PROFILE: ProfileDocument = {
  schema: 1,
  kind: 'profile',
  contender: 'x',
  scenario: 'mixed',
  startedAt: '2026-11-25T17:00:00.000Z',
  lab: { version: '0.1.0', commit: null, dirty: null },
  machine: { cpuModel: 'a CPU', virtualMachine: null },
  node: 'v26.10.0',
  cpus: { server: [0], load: [1], housekeeping: [1] } as never,
  profiler: { name: 'a profiler', intervalUs: 1000 },
  ...profileFigures(step('x', 1000), THREADS),
  notes: [],
  warnings: [],
};

describe('the page of a profile', () => {
  const page = flamePage(PROFILE, callTree(THREADS));

  it('has what it shows in itself, and nothing that loads anything', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(page).not.toMatch(/https?:|@import|url\(/);
    const scripts = page.match(/<script>/g) ?? [];
    expect(page.match(/'sha256-[^']+'/g)).toHaveLength(scripts.length);
    expect(page).toContain('<table id="packages"');
  });

  it('shows names of others as text', () => {
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('\u001b');
  });
});

it('leaves out of the picture what is too narrow to be seen', () => {
  const boxes = flameBoxes(callTree(THREADS));
  expect(boxes.map(({ tree, depth }) => [tree.frame?.name ?? null, depth])).toEqual([
    [null, 0],
    ['serve', 1],
    [EVIL, 2],
  ]);
});

it('says in a terminal that it is no measurement, what was not seen, and no code of others', () => {
  const text = profileText(PROFILE, ['somewhere'], { columns: 100, colour: false, unicode: true });
  expect(text).toContain('not a measurement');
  expect(text).toMatch(/For 29% of the time nothing was sampled/);
  expect(text).toMatch(/5,001 samples/);
  expect(text).not.toContain('\u001b');
});
