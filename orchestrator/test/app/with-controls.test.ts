import { describe, expect, it } from 'vitest';
import { applySettings } from '../../src/app/apply-settings.ts';
import { contenderRecord } from '../../src/app/opening-record.ts';
import { planRun } from '../../src/app/plan-run.ts';
import { requireSamePlan, settingsOf } from '../../src/app/resume.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import { LabError } from '../../src/domain/errors.ts';
import { redactScenario } from '../../src/domain/redact-scenario.ts';
import { NO_VALUES } from '../../src/domain/request-values.ts';
import { emptyRun } from '../report/fixture.ts';

function spec(id: string, role: 'contender' | 'yardstick' = 'contender', telemetry = true): ContenderSpec {
  return {
    id,
    name: id,
    role,
    launch: { process: { command: ['node', `${id}.ts`], cwd: '/', env: {}, telemetry } },
    readinessPath: '/healthz',
    settings: { WORKERS: 'auto' },
    source: `docker-compose.yml#${id}`,
  };
}

const KNOWN = [spec('koa'), spec('fastify'), spec('node-http', 'yardstick'), spec('own', 'contender', false)];
const MACHINE = { cpus: [0, 1], smtSiblings: [], numaNodes: [], pinning: 'taskset' } as never;
const LAB = { node: '26.10.0', commit: 'abc1234', dirty: false } as never;

function settings(flags: Record<string, unknown>, env: Record<string, string> = {}) {
  const scenario = { ...emptyRun().scenario, contenders: ['koa', 'fastify', 'node-http'] };
  return applySettings(scenario, { flags, env }, () => 7);
}

const plan = (flags: Record<string, unknown>, env: Record<string, string> = {}) =>
  planRun(settings(flags, env), KNOWN, MACHINE, NO_VALUES);

const idsIn = (flags: Record<string, unknown>, env: Record<string, string> = {}) =>
  [...new Set(plan(flags, env).launches.map((launch) => launch.spec.id))].sort();

describe('--controls', () => {
  it('launches the yardstick twice more in every block, once slowed by 5%', () => {
    const { launches } = plan({ blocks: '3', controls: true });
    expect(launches).toHaveLength(15);
    for (const block of [1, 2, 3]) {
      const ids = launches.filter((launch) => launch.block === block).map((launch) => launch.spec.id);
      expect(ids.sort()).toEqual(['fastify', 'koa', 'node-http', 'node-http-same', 'node-http-slowed']);
    }
    const [same, slowed] = ['node-http-same', 'node-http-slowed'].map(
      (id) => launches.find((launch) => launch.spec.id === id)?.spec,
    );
    const common = { role: 'control', launch: KNOWN[2]?.launch };
    expect(same).toMatchObject({ ...common, control: { of: 'node-http', slowedBy: 0 } });
    expect(same?.settings).toEqual({ WORKERS: 'auto' });
    expect(slowed).toMatchObject({ ...common, control: { of: 'node-http', slowedBy: 0.05 } });
    expect(slowed?.settings).toEqual({ WORKERS: 'auto', EXTRA_CPU_PERCENT: '5' });
  });

  it('are of the first contender without the yardstick, or of the one that is named', () => {
    const two = { blocks: '2', only: 'koa,fastify' };
    expect(idsIn({ ...two, controls: true })).toEqual(['fastify', 'koa', 'koa-same', 'koa-slowed']);
    expect(idsIn({ ...two, controls: 'fastify' })).toContain('fastify-slowed');
    expect(idsIn(two, { LAB_CONTROLS: '1' })).toContain('koa-same');
    expect(idsIn(two, { LAB_CONTROLS: 'no' })).toEqual(['fastify', 'koa']);
    expect(settings({ controls: true }).provenance['controls']).toBe('flag');
  });

  it.each([
    [{ controls: true }, 'LAB_USAGE', 'needs two blocks or more'],
    [{ blocks: '2', controls: 'expres' }, 'LAB_CONTENDER_UNKNOWN', 'expres is not among the contenders'],
    [{ blocks: '2', only: 'own', controls: true }, 'LAB_USAGE', 'own cannot be slowed'],
  ])('%j is refused', (flags, code, says) => {
    const asked = () => plan(flags);
    expect(asked).toThrow(LabError);
    expect(asked).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  });

  it('have a name of their own', () => {
    const known = [...KNOWN, spec('node-http-same')];
    const flags = { blocks: '2', only: 'node-http,node-http-same', controls: true };
    expect(() => planRun(settings(flags), known, MACHINE, NO_VALUES)).toThrow('has the name of a control');
  });
});

describe('a run with controls that is resumed', () => {
  const flags = { blocks: '2', controls: 'koa' };
  const begun = plan(flags);
  const record = emptyRun({
    scenario: redactScenario(begun.scenario),
    cpus: begun.cpus,
    generator: { ...emptyRun().generator, name: 'auto' },
    contenders: [...new Set(begun.launches.map((launch) => launch.spec))].map(contenderRecord),
  });
  const resume = (asked: Record<string, unknown>) => () => {
    const again = planRun(settingsOf(record, settings({ blocks: '2', ...asked })), KNOWN, MACHINE, NO_VALUES);
    requireSamePlan(record, again, LAB);
    return again.launches.map((launch) => launch.spec.id);
  };

  it('goes on with them, asked for again or not', () => {
    const order = begun.launches.map((launch) => launch.spec.id);
    expect(resume({})()).toEqual(order);
    expect(resume({ controls: 'koa' })()).toEqual(order);
  });

  it('is refused without them, or with those of another', () => {
    expect(resume({ controls: 'no' })).toThrow('began under other conditions');
    expect(resume({ controls: 'fastify' })).toThrow('began under other conditions');
  });
});
