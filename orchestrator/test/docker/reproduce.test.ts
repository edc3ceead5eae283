import { describe, expect, it } from 'vitest';
import { expectError, expectNoStack, jsonOf } from '../e2e/lab-cli.ts';
import { DockerHome, LAB, nothingLeftOf } from './lab-home.ts';

describe('a run on an engine, made again from its record', LAB, () => {
  it('takes place on the engine again, and every claim is judged', async () => {
    await using home = new DockerHome({ contenders: ['limited'], rates: [200, 600], stepS: 2 });
    const first = await home.complete(['--blocks', '2']);
    expect([0, 5], first.stderr).toContain(first.code);
    const { id } = home.record();
    const again = await home.lab(['reproduce', id, '--output', 'json']);
    // On a noisy machine the first run may have shown nothing that could be claimed; then that is said.
    if (again.code === 7) return expectError(again, { exit: 7, code: 'LAB_RUN_INCOMPLETE' });
    // 9: a claim was contradicted, 5: no step could be measured; a noisy machine may bring about both.
    expect([0, 5, 9], again.stderr).toContain(again.code);
    expectNoStack(again.stderr);
    await nothingLeftOf(again.lab);
    const rerun = home.record();
    expect(rerun).toMatchObject({ runtime: 'docker', reproduces: id });
    expect(rerun.images).toEqual(home.record(home.runs()[0]).images);
    const document = jsonOf(again.stdout) as { kind: string; run: string; claims: unknown[] };
    expect(document).toMatchObject({ kind: 'reproduction', run: id, reproducedBy: rerun.id });
  });
});
