import { describe, expect, it } from 'vitest';
import { LastSeconds } from '../../src/cli/view/last-seconds.ts';
import { LiveRun } from '../../src/cli/view/live-run.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import type { StepRecord } from '../../src/domain/run-record.ts';
import { rampRun } from '../report/fixture.ts';
import { at, liveLoad, midRun, runStarted, second, stepStarted } from '../ui/events.ts';

const WALL_MS = 1_800_000_000_000;

/** As the lab writes it, with the wall clock. */
function line(event: LabEvent): Buffer {
  return Buffer.from(JSON.stringify({ ...event, wallMs: WALL_MS + event.atMs }));
}

function after(events: readonly LabEvent[]): LiveRun {
  const run = new LiveRun();
  for (const event of events) run.take(line(event));
  return run;
}

function shown(events: readonly LabEvent[], quietS = 0): ReturnType<LiveRun['parts']> {
  return after(events).parts(WALL_MS + Math.max(...events.map(({ atMs }) => atMs)) + quietS * 1000);
}

const HOSTILE = `<img src=x onerror=alert(1)>"'&\u202e\u001b[31m`;

describe('the live page of a run', () => {
  it('says what goes on, and what came out so far', () => {
    const { status, launches, steps } = shown(midRun());
    expect(status).toContain('<h1>ramp</h1>');
    expect(status).toContain('seed 7');
    expect(status).toMatch(/Now: fastify, block 1: step 3\/5 · 5,000\/s/);
    expect(status).toMatch(/<progress[^>]* max="10" value="7"/);
    expect(status).toMatch(/01:41, about \d\d:\d\d left/);
    expect(status).toContain('! fastify step 3: load generator above 80% CPU for 4 s');
    expect(launches).toMatch(/✓ express {2}held 5,000\/s/);
    expect(launches).toContain('▸ fastify  running');
    expect(launches).toContain('· koa  waiting');
    expect(steps).toContain('7 steps, the newest first');
    expect(steps.indexOf('fastify')).toBeLessThan(steps.indexOf('express'));
    expect(steps).toContain('✗ failed</span> · latency: p99 812 ms');
    expect(steps).toContain('service-cpu');
  });

  it('draws rate, latency, CPU and bytes of the last minutes, and marks what does not count', () => {
    const { charts } = shown(midRun());
    expect(charts.match(/<figure>/g)).toHaveLength(4);
    expect(charts).toMatch(/aria-label="Requests per second, now: offered 5,000\/s, 2xx 5,000\/s"/);
    expect(charts).toContain('dotted: the objective, 50.0 ms');
    expect(charts).toContain('service 71%');
    expect(charts).toContain('load generator 38%');
    expect(charts).toMatch(/<path class="limit"/);
    expect(charts.match(/<rect/g)).not.toBeNull();
    // Nothing that would be drawn outside of its picture, and no number that is none.
    expect(charts).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('keeps what fits into its pictures of a run that goes on for long', () => {
    const run = after([at(1, runStarted(rampRun()))]);
    const load = liveLoad(5000, 0, 3);
    for (let i = 0; i < 2000; i++) run.take(line(at(i, second('fastify', load))));
    const { charts } = run.parts(WALL_MS + 5000 + 2_000_000);
    const points = /class="s2" d="M([^"]*)"/.exec(charts)?.[1]?.split(/[L ]/) ?? [];
    expect(points.length).toBeGreaterThan(500);
    expect(points.length).toBeLessThan(610);
  });

  it('shows a step of a generator that tells only at its end by the service’s own count', () => {
    const server = { cpuShare: 0.5, rssMb: 80, completed: 900, completedPerSec: 987, workers: [] };
    const { charts, status } = shown([
      ...midRun().slice(0, 3),
      at(80, stepStarted('fastify', 2)),
      at(83, second('fastify', null, server)),
    ]);
    expect(charts).toContain('answered, by the service’s own count 987/s');
    expect(charts).toContain('p99 ?');
    expect(status).not.toContain('<dt>sent</dt>');
  });

  it('marks the lead-in and the drain of a generator that tells only at its end', () => {
    const server = { cpuShare: 0.5, rssMb: 80, completed: 900, completedPerSec: 987, workers: [] };
    const started = stepStarted('fastify', 2);
    if (started.type !== 'step-started') throw new Error('no step');
    const of = (second: number): boolean | undefined => {
      const seconds = new LastSeconds(60);
      seconds.stepStarted(at(80, started) as Extract<LabEvent, { type: 'step-started' }>);
      const told = {
        type: 'second' as const,
        contender: 'fastify',
        step: started.step,
        ratePerSec: 1000,
        load: null,
        server,
      };
      seconds.take(line(at(80 + second, told)));
      return seconds.seconds()[0]?.counts;
    };
    // Two seconds of lead-in, ten of load.
    expect([1, 2, 3, 12, 13, 15].map(of)).toEqual([false, false, true, true, false, false]);
    const grey = shown([
      ...midRun().slice(0, 3),
      at(80, started),
      at(81, { ...second('fastify', null, server), step: started.step } as LabEvent),
    ]).charts;
    const counted = shown([
      ...midRun().slice(0, 3),
      at(80, started),
      at(85, { ...second('fastify', null, server), step: started.step } as LabEvent),
    ]).charts;
    expect(grey).toContain('<rect');
    expect(counted).not.toContain('<rect');
  });

  it('prints no percentile of a second that too few requests support', () => {
    const { charts } = shown([...midRun(), at(103, second('fastify', liveLoad(400, 7, 3)))]);
    expect(charts).toMatch(/now: p50 \d[^,]*, p95 \d[^,]*, p99 \?/);
  });

  it('says when nothing was written for long, and how it ended', () => {
    expect(shown(midRun(), 20).status).not.toContain('Nothing was written');
    expect(shown(midRun(), 200).status).toMatch(
      new RegExp(
        `Nothing was written for 3 min 20 s: the lab .* may be gone.*run --resume ${rampRun().id}<`,
        's',
      ),
    );
    const ended = [...midRun(), at(120, { type: 'run-finished', record: rampRun({ state: 'interrupted' }) })];
    expect(after(ended).hasEnded).toBe(true);
    const { status } = shown(ended, 500);
    expect(status).toContain('<strong>interrupted</strong> after');
    expect(status).not.toContain('Nothing was written');
  });

  it('begins anew with a run that is gone on with, but for its verdicts', () => {
    const again = [
      ...midRun(),
      at(120, { type: 'run-finished', record: rampRun({ state: 'interrupted' }) }),
      { ...at(0, runStarted(rampRun())), atMs: 20, wallMs: WALL_MS + 10_000_000 } as LabEvent,
    ];
    expect(after(again).hasEnded).toBe(false);
    expect(shown(again).charts).toContain('No load in the last five minutes');
    expect(shown(again).steps, 'verdicts from before').toBe(shown(midRun()).steps);
  });

  it('shows every attempt, also of those that were repeated', () => {
    const first = rampRun().steps[0] as StepRecord;
    const invalid = { ...first, verdict: 'invalid', reason: 'unclean' } as const;
    const { steps } = shown([
      at(1, runStarted(rampRun())),
      at(20, { type: 'step-finished', record: invalid }),
      at(40, { type: 'step-finished', record: { ...first, attempt: 2 } }),
    ]);
    expect(steps).toContain('1 step, 1 more attempt, the newest first');
    expect(steps).toContain('unclean');
    expect(steps).toContain('1, attempt 2');
  });

  it('passes over what is damaged', () => {
    const run = after(midRun());
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"type":"second","load":',
      '{"type":"second","load":{}}',
      '{"type":7}',
      ...[
        'run-started',
        'launch-started',
        'step-started',
        'step-finished',
        'launch-finished',
        'run-finished',
      ].map((type) => JSON.stringify({ type, atMs: 200, record: {}, launches: [] })),
      ...['phase', 'warning', 'progress', 'run-finished'].map((type) => JSON.stringify({ type, atMs: 200 })),
    ]) {
      run.take(Buffer.from(text));
    }
    expect(run.parts(WALL_MS + 110_000).status).toContain('step 3/5');
    expect(new LiveRun().parts(WALL_MS).status).toContain('Not started yet');
  });

  it('lets nothing of a record become markup', () => {
    const record = rampRun();
    const named = {
      ...record,
      contenders: record.contenders.map((one) => ({ ...one, id: `${one.id}${HOSTILE}` })),
    };
    const started = { ...runStarted(named), title: HOSTILE } as ReturnType<typeof runStarted>;
    const [step] = record.steps;
    const parts = shown([
      at(0, started),
      at(1, { type: 'launch-started', contender: `fastify${HOSTILE}`, block: 1, launch: 1 }),
      at(2, { type: 'warning', warning: { code: 'x', message: HOSTILE } }),
      at(3, second(HOSTILE, { ...liveLoad(100, 0, 3), byStatus: { '<b>': 3, '"><script>': 4 } })),
      at(4, { type: 'step-finished', record: { ...(step as NonNullable<typeof step>), contender: HOSTILE } }),
    ]);
    const all = Object.values(parts).join('');
    expect(all).toContain('&lt;img src=x');
    for (const one of ['<img', '<script', '<b>', '\u202e', '\u001b']) expect(all).not.toContain(one);
  });
});
