import { describe, expect, it } from 'vitest';
import { expectError, expectNoStack, expectNothingLeft, LabHome, SLOW } from './lab-cli.ts';

describe.concurrent('calibrate', SLOW, () => {
  it('ends at one Ctrl-C, with nothing left running', async () => {
    await using home = new LabHome();
    const lab = home.start(['calibrate', '--output', 'plain']);
    await lab.says('measuring how busy load CPUs');
    await new Promise((done) => setTimeout(done, 500));
    lab.look();
    lab.child.kill('SIGINT');
    const ended = await lab.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expectNoStack(ended.stderr);
    expect(ended.stdout).toBe('');
    await expectNothingLeft(lab);
  });

  it('refuses one CPU, and says what would help', async () => {
    await using home = new LabHome();
    const one = { through: (command: readonly string[]) => ['taskset', '-c', '0', ...command] };
    const ended = await home.lab(['calibrate'], one);
    expectError(ended, { exit: 2, code: 'LAB_CPUS_INVALID', says: ['one CPU only', 'two CPUs or more'] });
    expect(ended.stdout).toBe('');
  });
});
