import type { ProfileDocument } from '../../../src/domain/profile/profile-document.ts';
import { profileFigures } from '../../../src/domain/profile/profile-figures.ts';
import type { SampledThread } from '../../../src/domain/profile/sampled-thread.ts';
import { step } from '../fixture.ts';

/** A name that tries to get out of its place. */
export const EVIL = '<script>alert(1)</script>\u001b[2J';

export const THREADS: readonly SampledThread[] = [
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

export const PROFILE: ProfileDocument = {
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
