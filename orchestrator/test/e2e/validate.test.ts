import { expect, it } from 'vitest';
import { expectNoStack, expectNothingLeft, LabHome, SLOW } from './lab-cli.ts';

it('validate: Ctrl-C in the middle of a trial exits 130 and leaves nothing running', SLOW, async () => {
  await using home = new LabHome();
  const lab = home.start(['validate', '--quick', '--output', 'plain']);
  await lab.says('building');
  // The lab, its reaper, the generator and a virtual-time server.
  await expect.poll(() => lab.started, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  lab.child.kill('SIGINT');
  const { code, stdout, stderr } = await lab.ended;
  expect(code, stderr).toBe(130);
  expect(stdout, 'half a card is none').toBe('');
  expect(stderr).toContain('LAB_INTERRUPTED');
  expectNoStack(stderr);
  await expectNothingLeft(lab);
});
