import { describe, expect, it } from 'vitest';
import { applySettings, type RunSettings } from '../../src/app/apply-settings.ts';
import { contenderRecord, specsOf } from '../../src/app/opening-record.ts';
import { planRun } from '../../src/app/plan-run.ts';
import { requireSamePlan, settingsOf } from '../../src/app/resume.ts';
import { askedTuning, tuneSettings } from '../../src/app/tune-settings.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import { LabError } from '../../src/domain/errors.ts';
import { redactScenario } from '../../src/domain/redact-scenario.ts';
import { NO_VALUES } from '../../src/domain/request-values.ts';
import type { RunPlan } from '../../src/lab/plan.ts';
import { spec } from '../lab/fakes.ts';
import { emptyRun } from '../report/fixture.ts';

const OWN = { WORKERS: 'auto', MAX_REQUESTS: '0', KEEP_ALIVE: '5' };
const KNOWN: readonly ContenderSpec[] = [
  { ...spec('express'), settings: OWN },
  { ...spec('koa'), settings: OWN },
  { ...spec('node-http'), role: 'yardstick', settings: { WORKERS: 'auto' } },
  { ...spec('bare'), settings: {} },
];
const MACHINE = { cpus: [0, 1], smtSiblings: [], numaNodes: [], pinning: 'taskset' } as never;
const LAB = { node: '26.10.0', commit: 'abc1234', dirty: false } as never;
type Flags = Readonly<Record<string, unknown>>;
const NOTHING: Readonly<Record<string, string>> = {};

const scenario = (contenders: readonly string[]) => ({ ...emptyRun().scenario, contenders });
const plan = (settings: RunSettings): RunPlan => planRun(settings, KNOWN, MACHINE, NO_VALUES);

function run(flags: Flags, contenders: readonly string[] = ['express', 'koa'], env = NOTHING): RunSettings {
  return applySettings(scenario(contenders), { flags, env }, () => 7);
}

function tune(flags: Flags, of = 'express', env = NOTHING): RunSettings {
  const from = { flags, env };
  return tuneSettings(scenario(['koa']), askedTuning(of, from), from, () => 7);
}

const settingsIn = ({ launches }: RunPlan): Record<string, unknown> =>
  Object.fromEntries(launches.map((one) => [one.spec.id, one.spec.settings]));

/** What a run of a plan leaves when it is killed at once. */
function begun(of: RunPlan) {
  return emptyRun({
    scenario: redactScenario(of.scenario),
    cpus: of.cpus,
    generator: { ...emptyRun().generator, name: 'auto' },
    contenders: specsOf(of).map(contenderRecord),
    ...(of.set.length === 0 ? {} : { set: of.set }),
    ...(of.tuning === null ? {} : { tuning: of.tuning }),
  });
}

function expectRefused(what: () => unknown, code: string, says: RegExp): void {
  expect(what).toThrow(LabError);
  expect(what).toThrow(expect.objectContaining({ code, message: expect.stringMatching(says) }));
}

describe('--set', () => {
  it('changes what it names, for this run', () => {
    expect(settingsIn(plan(run({ set: 'express.workers=2n+1,keepAlive=1' })))).toEqual({
      express: { ...OWN, WORKERS: '2n+1', KEEP_ALIVE: '1' },
      koa: { ...OWN, KEEP_ALIVE: '1' },
    });
    const fromEnvironment = run({}, ['express'], { LAB_SET: 'workers=04' });
    expect(settingsIn(plan(fromEnvironment))).toEqual({ express: { ...OWN, WORKERS: '4' } });
    expect(fromEnvironment.provenance['set']).toBe('environment');
  });

  it('of all reaches those that take it, and the copies of --controls', () => {
    const known = KNOWN.map((one) => ({
      ...one,
      launch: { process: { command: [], cwd: '/', env: {}, telemetry: true } },
    }));
    const settings = run({ set: 'maxRequests=9,workers=3', controls: 'koa', blocks: '2' }, [
      'koa',
      'node-http',
    ]);
    expect(settingsIn(planRun(settings, known, MACHINE, NO_VALUES))).toMatchObject({
      koa: { MAX_REQUESTS: '9', WORKERS: '3' },
      'koa-same': { MAX_REQUESTS: '9', WORKERS: '3' },
      'node-http': { WORKERS: '3' },
    });
  });

  it.each([
    ['expres.workers=2', 'LAB_CONTENDER_UNKNOWN', /no contender "expres"/],
    ['node-http.workers=2', 'LAB_SETTING_INVALID', /node-http is not a contender of this run/],
    ['express.balance=rr', 'LAB_SETTING_INVALID', /express does not take balance/],
    ['express.workers=0', 'LAB_SETTING_INVALID', /workers of express cannot be "0"/],
    ['keepAlive=-1', 'LAB_SETTING_INVALID', /keepAlive of express cannot be "-1"/],
    ['keepAlive=0', 'LAB_SETTING_INVALID', /keepAlive of express cannot be "0"/],
    ['balance=rr', 'LAB_SETTING_INVALID', /No contender of this run takes balance/],
  ])('%s is refused', (set, code, says) => {
    expectRefused(() => plan(run({ set })), code, says);
  });
});

describe('a resumed run', () => {
  const resume = (of: RunPlan, settings: RunSettings) => () => {
    const record = begun(of);
    const again = plan(settingsOf(record, settings));
    requireSamePlan(record, again, LAB);
    return again;
  };

  it('goes on with what was set, and refuses another value', () => {
    const first = plan(run({ set: 'express.workers=2' }));
    expect(resume(first, run({}))().set).toEqual(first.set);
    expect(settingsIn(resume(first, run({}))())).toEqual(settingsIn(first));
    expect(settingsIn(resume(first, run({ set: 'express.workers=2' }))())).toEqual(settingsIn(first));
    expectRefused(resume(first, run({ set: 'express.workers=3' })), 'LAB_RESUME_DIFFERS', /other conditions/);
  });

  it('of tune goes on with its variants, in their order', () => {
    const first = plan(tune({ workers: '1,2', maxRequests: '0,1000', set: 'keepAlive=1' }));
    const again = resume(
      first,
      applySettings(first.scenario, { flags: {}, env: {} }, () => 7),
    )();
    expect(again.launches).toEqual(first.launches);
    expect(again.tuning).toEqual(first.tuning);
  });
});

describe('tune', () => {
  it('launches every combination in every block, in the place of the contender', () => {
    const { launches, tuning, scenario: of } = plan(tune({ workers: '1,auto', maxRequests: '0,1000' }));
    expect(launches).toHaveLength(4 * 3);
    expect(of).toMatchObject({ contenders: ['express'], blocks: 3 });
    expect(tuning?.settings).toEqual([
      { setting: 'workers', values: ['1', 'auto'], own: 'auto' },
      { setting: 'maxRequests', values: ['0', '1000'], own: '0' },
    ]);
    const one = launches.find((at) => at.spec.id === 'express--workers-1--max-requests-1000')?.spec;
    expect(one).toMatchObject({
      name: 'express, workers 1, maxRequests 1000',
      variantOf: 'express',
      role: 'contender',
      settings: { ...OWN, WORKERS: '1', MAX_REQUESTS: '1000' },
    });
  });

  it('sets what --set says of all variants, and blocks where somebody says how many', () => {
    const settings = tune({ workers: '1,2', set: 'express.keepAlive=1', blocks: '2' });
    const made = plan(settings);
    expect(made.launches).toHaveLength(4);
    expect(made.launches.every((at) => at.spec.settings['KEEP_ALIVE'] === '1')).toBe(true);
    expect(settings.provenance['blocks']).toBe('flag');
    expect(tune({ workers: '1,2' }).provenance['blocks']).toBe('default');
    expect(tune({ workers: '1,2' }, 'express', { LAB_ONLY: 'koa' }).scenario.contenders).toEqual(['express']);
  });

  it('compares the variants of a yardstick, too', () => {
    expect(plan(tune({ workers: '1,2' }, 'node-http')).launches[0]?.spec.role).toBe('contender');
  });

  it.each([
    [{}, 'express', 'LAB_USAGE', /No setting was named/],
    [{ workers: '2,02' }, 'express', 'LAB_USAGE', /workers has fewer than two values/],
    [{ workers: ',' }, 'express', 'LAB_USAGE', /workers has fewer than two values/],
    [{ workers: '1,x' }, 'express', 'LAB_SETTING_INVALID', /workers of express cannot be "x"/],
    [{ maxRequests: '0,1' }, 'node-http', 'LAB_SETTING_INVALID', /node-http does not take maxRequests/],
    [{ workers: '1,2' }, 'expres', 'LAB_CONTENDER_UNKNOWN', /no contender "expres"/],
    [{ workers: '1,2,3,4,5', maxRequests: '0,1,2,3' }, 'express', 'LAB_USAGE', /20 variants are more/],
  ])('%j of %s is refused', (flags, of, code, says) => {
    expectRefused(() => plan(tune(flags, of)), code, says);
  });
});
