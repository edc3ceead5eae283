import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, jsonOf } from '../e2e/lab-cli.ts';
import { InfluxServer } from '../influx/influx-server.ts';
import { merged } from '../influx/line-parser.ts';
import { countsAddUp, DockerHome, docker, LAB, nothingLeftOf } from './lab-home.ts';

/** A lab that may use this CPU only, and puts service and load on it. */
const onCpu = (cpu: number) => ({
  through: (command: readonly string[]) => ['taskset', '-c', String(cpu), ...command],
});

describe('two labs at once on one engine', LAB, () => {
  it('share no CPU: the second is refused, or takes others', async (context) => {
    const canPin = [0, 1].every((cpu) => spawnSync('taskset', ['-c', String(cpu), 'true']).status === 0);
    if (!canPin) return context.skip('CPUs 0 and 1 are needed');
    // State folders of their own, as of two users: only the engine knows of both.
    await using first = new DockerHome({ contenders: ['works'], rates: [200], stepS: 12 });
    await using second = new DockerHome({ contenders: ['works'], rates: [200], stepS: 1 });
    const lab = await first.begin([], onCpu(0));
    await first.inStep(lab);
    const refused = await second.run();
    expectError(refused, {
      exit: 3,
      code: 'LAB_CPUS_BUSY',
      says: [
        /CPU 0 is in use by another lab/,
        new RegExp(`owner +pid ${lab.pid} on `),
        /runs +run tiny, for .*, on CPUs 0$/m,
      ],
    });
    const beside = await second.run([], onCpu(1));
    expect([0, 5], beside.stderr).toContain(beside.code);
    expect(second.record().launches).toMatchObject([{ state: 'ok', cpus: [1], cpusVerified: true }]);
    await nothingLeftOf(beside.lab);
    const { code, stderr } = await lab.ended;
    expect([0, 5], stderr).toContain(code);
    expect(first.record().launches).toMatchObject([{ state: 'ok', cpus: [0], cpusVerified: true }]);
    const after = await second.complete();
    expect([0, 5], after.stderr).toContain(after.code);
    await nothingLeftOf(lab);
    await nothingLeftOf(after.lab);
  });
});

describe('an InfluxDB that is killed in the middle of a run', LAB, () => {
  it('changes nothing of the run; push brings every point, once', async () => {
    await using influx = await InfluxServer.start();
    await using home = new DockerHome({ contenders: ['works'] });
    const lab = await home.begin(['--influx', influx.url]);
    await home.inStep(lab);
    await docker('kill', influx.id);
    const ended = await lab.ended;
    expect([0, 5], ended.stderr).toContain(ended.code);
    const { id, state, launches, steps } = home.record();
    expect(state).toBe('finished');
    expect(launches).toMatchObject([{ state: 'ok', contract: 'verified' }]);
    expect(new Set(steps.map(({ ratePerSec }) => ratePerSec))).toEqual(new Set([200, 400]));
    expect(countsAddUp(steps)).toBe(true);
    const closing = new RegExp(
      `(\\d+) of \\d+ points wait in metrics\\.lp: .*npm run lab -- push ${id}`,
      's',
    );
    expect(ended.stdout).toMatch(closing);
    expect(Number(closing.exec(ended.stdout)?.[1])).toBeGreaterThan(0);
    await nothingLeftOf(lab);

    await influx.startAgain();
    const push = () => home.lab(['push', id, '--influx', influx.url, '--output', 'json']);
    const lines = readFileSync(join(home.results, id, 'metrics.lp'), 'utf8')
      .split('\n')
      .slice(0, -1);
    const whole = { run: id, points: lines.length, written: lines.length, refused: null };
    const first = await push();
    expect(first.code, first.stderr).toBe(0);
    expect(jsonOf(first.stdout)).toMatchObject(whole);
    const held = await counts(influx);
    expect(held).toEqual(byMeasurement(lines));
    const again = await push();
    expect(jsonOf(again.stdout)).toMatchObject(whole);
    expect(await counts(influx)).toEqual(held);
  });
});

/** Points of each measurement that are in the database. */
async function counts(influx: InfluxServer): Promise<Record<string, number>> {
  const names = (await influx.query('SHOW MEASUREMENTS'))[0]?.rows.map(([name]) => String(name)) ?? [];
  const pairs = names.map(async (name) => {
    const series = await influx.query(`SELECT * FROM "${name}"`);
    return [name, series.reduce((sum, { rows }) => sum + rows.length, 0)] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

/** The same of lines: those of the same tags and time are one point. */
function byMeasurement(lines: readonly string[]): Record<string, number> {
  const points = [...merged([...lines]).values()];
  const groups = Object.groupBy(points, ({ measurement }) => measurement);
  return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, group?.length ?? 0]));
}
