import { expect, it } from 'vitest';
import { drawnOnce } from '../../src/cli/view/drawn-once.ts';
import { rampRun } from '../report/fixture.ts';

it('draws a record once for all, and again what failed', async () => {
  let draws = 0;
  const draw = drawnOnce(async () => {
    draws += 1;
    if (draws === 1) throw new Error('no memory left');
    return `drawing ${draws}`;
  });
  await expect(draw(rampRun())).rejects.toThrow('no memory left');
  expect(await Promise.all([draw(rampRun()), draw(rampRun())])).toEqual(['drawing 2', 'drawing 2']);
  expect(await draw(rampRun({ state: 'interrupted' }))).toBe('drawing 3');
});
