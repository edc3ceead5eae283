import { describe, expect, it } from 'vitest';
import { expectNoStack, expectNothingLeft, LabHome, type RunningLab, SLOW, until } from './lab-cli.ts';

/** The lab, its reaper, the generator and a virtual-time server. */
async function inTheMiddle(home: LabHome): Promise<RunningLab> {
  const lab = home.start(['validate', '--quick', '--output', 'plain']);
  await lab.says('building');
  await until(() => lab.started >= 3, 20_000);
  return lab;
}

describe.concurrent('validate, in the middle of a trial', SLOW, () => {
  it('Ctrl-C exits 130 and leaves nothing running', async () => {
    await using home = new LabHome();
    const lab = await inTheMiddle(home);
    lab.child.kill('SIGINT');
    const { code, stdout, stderr } = await lab.ended;
    expect(code, stderr).toBe(130);
    expect(stdout, 'half a card is none').toBe('');
    expect(stderr).toContain('LAB_INTERRUPTED');
    expectNoStack(stderr);
    await expectNothingLeft(lab);
  });

  it('a kill leaves nothing running', async () => {
    await using home = new LabHome();
    const lab = await inTheMiddle(home);
    lab.look();
    process.kill(lab.pid, 'SIGKILL');
    await expectNothingLeft(lab, 8000);
  });
});
