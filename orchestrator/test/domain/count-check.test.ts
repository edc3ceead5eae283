import { noCounts } from '@framework-lab/protocol/load';
import { describe, expect, it } from 'vitest';
import { countRange } from '../../src/domain/count-check.ts';

const leadIn = { ...noCounts(), planned: 100, sent: 100, completed: 100, ok: 100 };
const step = { ...noCounts(), planned: 1000, sent: 1000, completed: 1000, ok: 1000 };

describe('what a server may say it completed', () => {
  it('is what the client got whole, lead-in and step, give or take one in a thousand', () => {
    expect(countRange(step, leadIn)).toEqual({ least: 1099, most: 1101 });
    const large = { ...step, sent: 10_000, completed: 10_000, ok: 10_000 };
    expect(countRange(large, leadIn)).toEqual({ least: 10_090, most: 10_110 });
  });

  it('is not excused by answers of a status that was not wanted: they were answered', () => {
    expect(countRange({ ...step, ok: 600, errors: 400 }, leadIn)).toEqual({ least: 1099, most: 1101 });
  });

  it('is uncertain by what was sent and never answered whole', () => {
    const broken = { ...step, completed: 960, ok: 960, errors: 30, timeouts: 10 };
    expect(countRange(broken, leadIn)).toEqual({ least: 1020, most: 1140 });
  });
});
