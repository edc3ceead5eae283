import { describe, expect, it } from 'vitest';
import type { CalibrationDocument } from '../../src/domain/calibration.ts';
import { calibrationText } from '../../src/report/calibration-text.ts';
import { displayWidth } from '../../src/report/text/display-width.ts';
import { expectGolden } from './golden.ts';

const PLAIN = { colour: false, unicode: true, columns: 100 } as const;
const now = { measuredAt: '2026-11-25T10:00:40.000Z', cached: false };
const kept = { measuredAt: '2026-11-25T07:55:00.000Z', cached: true };
const trial = {
  ratePerSec: 9514,
  clean: true,
  exhausted: false,
  droppedShare: 0,
  uncleanWindows: 0,
  latencyP99Ms: 0.4,
  cpuShare: 1,
};
const document: CalibrationDocument = {
  schema: 1,
  kind: 'calibration',
  startedAt: '2026-11-25T10:00:00.000Z',
  lab: { version: '0.1.0', commit: null, dirty: null },
  node: 'v26.10.0',
  runtime: 'docker',
  machine: { cpuModel: 'AMD EPYC', virtualMachine: 'KVM' },
  cpus: { server: [0], load: [1, 2], housekeeping: [1, 2], rankable: true, notes: [] },
  objective: { quantile: 0.99, latencyMs: 50, errorShare: 0.001 },
  connections: 64,
  interference: {
    ratio: 1.4004,
    low: 1.30176,
    high: 1.5067,
    confidence: 0.95,
    pairRatios: [1.31, 1.42, 1.29, 1.55, 1.38, 1.47],
    pairsLeftOut: 2,
    ...kept,
  },
  interferenceUnknown: null,
  ceilings: [
    { generator: 'builtin', ratePerSec: 64_000, nextPerSec: 76_109, trials: [trial, trial], ...now },
    { generator: 'k6', ratePerSec: 2000, nextPerSec: 2378, trials: [trial], ...kept },
  ],
  warnings: [{ code: 'load', message: 'Load average: 17.52 (wanted: under a quarter of the CPUs)' }],
};

describe('a calibration', () => {
  it('says what was found and how old it is', () => {
    expectGolden(new URL('./golden/calibration.txt', import.meta.url), calibrationText(document, PLAIN));
  });

  it.each([
    [{ ratio: 1.01, low: 0.99, high: 1.03 }, 'That is below 5.0%: it does not matter.'],
    [{ ratio: 1.02, low: 0.9, high: 1.16 }, 'More than 5.0% cannot be excluded.'],
    [{ ratio: 1.2, low: 1.1, high: 1.3 }, 'compare contenders at the same rate only'],
  ])('draws the conclusion that %o allows', (interval, want) => {
    const { interference } = document;
    const text = calibrationText(
      { ...document, interference: { ...(interference as NonNullable<typeof interference>), ...interval } },
      { ...PLAIN, columns: 400 },
    );
    expect(text).toContain(want);
  });

  it('shows what is unknown as unknown, and no ceiling above what was tried', () => {
    const [builtin, k6] = document.ceilings;
    const text = calibrationText(
      {
        ...document,
        interference: null,
        interferenceUnknown: 'processes cannot be pinned here',
        ceilings: [
          { ...(builtin as NonNullable<typeof builtin>), ratePerSec: 181_019, nextPerSec: null },
          { ...(k6 as NonNullable<typeof k6>), ratePerSec: null, nextPerSec: 500 },
        ],
      },
      PLAIN,
    );
    expect(text).toContain('interference ?: processes cannot be pinned here.');
    expect(text).toContain('≥ 181,019/s');
    expect(text).toMatch(/^k6 +\?\/s +500\/s/m);
  });

  it.each([40, 80])('is no wider than %i columns', (columns) => {
    for (const line of calibrationText(document, { ...PLAIN, columns }).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });
});
