import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProfileDocument } from '../../src/domain/profile/profile-document.ts';
import type { SpeedscopeFile } from '../../src/domain/profile/speedscope.ts';
import { expectError, expectNothingLeft, jsonOf, LabHome, SLOW } from '../e2e/lab-cli.ts';

/** A home with a scenario for a service of one's own. */
function homeWith(command: readonly string[]): LabHome {
  const home = new LabHome();
  copyFileSync(join(import.meta.dirname, 'fixtures/burner.mjs'), home.path('burner.mjs'));
  const scenario = [
    'contenders: [own]',
    `service: { command: ${JSON.stringify(command)}, ready: /ready }`,
    'rates: [50]',
    'step: { duration: 2s, leadIn: 500ms }',
    'warmUp: { rate: 50, min: 1s, max: 1s }',
    'requests: [{ name: burn, path: /burn }]',
  ];
  writeFileSync(home.path('own.yaml'), scenario.join('\n'));
  return home;
}

const PROFILE = ['profile', 'own', '--scenario', 'own.yaml', '--rate', '50', '--duration', '3s'];

describe.concurrent('profile', SLOW, () => {
  it("finds the hot function of anybody's clustered server, and writes what it says", async () => {
    await using home = homeWith(['node', 'burner.mjs']);
    const { code, stdout, stderr, lab } = await home.lab([...PROFILE, '--output', 'json']);
    expect(code, stderr).toBe(0);
    const profile = jsonOf(stdout) as ProfileDocument & { readonly folder: string };

    const [top, second] = profile.functions;
    expect(top).toMatchObject({ name: 'knownToBurn', file: 'burner.mjs', line: 6, package: 'the service' });
    // What else there is takes a thousandth of it: the machine may be busy with anything.
    expect(top?.share).toBeGreaterThan(0.6);
    expect(top?.low).toBeGreaterThan((second?.high ?? 0) * 2);
    expect(profile.packages[0]?.name).toBe('the service');
    expect(profile.packages.map(({ name }) => name)).toContain('node');

    const roles = profile.threads.map(({ name }) => name.split(' ')[0]);
    expect(roles.sort()).toEqual(['main', 'worker', 'worker']);
    for (const { busyMs, idleMs, unseenMs } of profile.threads) {
      // Only what lies in the step and its drain.
      expect(busyMs + idleMs + unseenMs).toBeLessThan(3000 + profile.step.drainMs + 1);
      expect(busyMs + idleMs + unseenMs).toBeGreaterThan(2500);
    }

    const { folder } = profile;
    expect(readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))).toHaveLength(3);
    const speedscope = jsonOf(read(folder, 'profile.speedscope.json')) as SpeedscopeFile;
    expect(speedscope.profiles).toHaveLength(3);
    for (const { samples, weights, endValue } of speedscope.profiles) {
      expect(samples.length).toBe(weights.length);
      expect(endValue).toBeCloseTo(
        weights.reduce((sum, weight) => sum + weight, 0),
        0,
      );
      expect(Math.max(...samples.flat())).toBeLessThan(speedscope.shared.frames.length);
    }
    const page = read(folder, 'flame.html');
    expect(page).toContain('knownToBurn');
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)|@import|url\(/);
    await expectNothingLeft(lab);
  });

  it('is stopped by Ctrl-C, and leaves neither a process nor half a profile', async () => {
    await using home = homeWith(['node', 'burner.mjs']);
    const lab = home.start([...PROFILE, '--duration', '30s', '--output', 'plain']);
    // Warming up takes a second, the step thirty.
    await lab.says('warm-up');
    await new Promise((done) => setTimeout(done, 3000));
    lab.child.kill('SIGINT');
    const { code, stdout, stderr } = await lab.ended;
    expect(code, stderr).toBe(130);
    expect(stdout).toBe('');
    expect(readdirSync(join(home.results, 'profiles'))).toEqual([]);
    await expectNothingLeft(lab);
  });

  it('says what it cannot profile', async () => {
    await using home = homeWith(['python3', 'server.py']);
    const env = { PATH: '/usr/bin:/bin' };
    const python = await home.lab(PROFILE, { env });
    expectError(python, { exit: 3, code: 'LAB_PROFILER_MISSING', says: ['py-spy is not installed'] });
    const docker = await home.lab([...PROFILE, '--runtime', 'docker']);
    expectError(docker, { exit: 3, code: 'LAB_RUNTIME_UNAVAILABLE', says: ['--runtime process'] });
    await using other = homeWith(['sleep', '60']);
    const sleep = await other.lab(PROFILE, { env });
    expectError(sleep, { exit: 3, code: 'LAB_PROFILER_UNSUITED', says: ['its program  sleep'] });
  });
});

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
