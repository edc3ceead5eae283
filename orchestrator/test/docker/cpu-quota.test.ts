import { expect, it } from 'vitest';
import { containerOf, DockerHome, docker, LAB, nothingLeftOf } from './lab-home.ts';

/** Two milliseconds of CPU in a tenth of a second are too few for hundreds of requests. */
const QUOTA = ['--cpu-period', '100000', '--cpu-quota', '2000'];

it(
  'a service that its CPU quota stops is told from a slow one',
  async () => {
    await using home = new DockerHome({ contenders: ['works'], rates: [100, 500], stepS: 4 });
    const lab = await home.begin(['--all-steps']);
    await home.inStep(lab, 1);
    const { id } = await containerOf(lab, 'contender');
    await docker('update', ...QUOTA, id);
    const { stderr } = await lab.ended;
    await nothingLeftOf(lab);

    // A launch that could not drain is started anew, without the quota.
    const throttled = home
      .record()
      .steps.filter(({ ratePerSec, launch }) => ratePerSec === 500 && launch === 1);
    expect(throttled.length, stderr).toBeGreaterThan(0);
    for (const { verdict, bottleneck } of throttled) {
      expect(verdict, stderr).not.toBe('held');
      // A noisy machine may be named first, or void the step; another cause in the service never.
      if (verdict === 'invalid') continue;
      expect(['cpu-quota', 'host-noise'], stderr).toContain(bottleneck?.label);
      if (bottleneck?.label === 'cpu-quota') {
        expect(bottleneck.evidence['throttledShare'], stderr).toBeGreaterThan(0.5);
      }
    }
  },
  LAB.timeout,
);
