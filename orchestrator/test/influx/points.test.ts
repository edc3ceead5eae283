import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/domain/events.ts';
import { DASHBOARD_UIDS, grafanaLink } from '../../src/domain/metrics/grafana-link.ts';
import { encodePoint } from '../../src/domain/metrics/line-protocol.ts';
import { metricsOf } from '../../src/domain/metrics/points.ts';
import { retryDelayMs } from '../../src/domain/metrics/retry-delay.ts';
import { merged, type ParsedLine } from './line-parser.ts';
import { at, finished, recordOf, second, shortRun, stepId, WALL_MS } from './points-fixture.ts';

function linesOf(events: readonly LabEvent[]): string[] {
  let context: Parameters<typeof metricsOf>[0] = null;
  return events.flatMap((event) => {
    const made = metricsOf(context, event);
    context = made.context;
    return made.points.flatMap((one) => encodePoint(one) ?? []);
  });
}

function held(
  lines: readonly string[],
  measurement: string,
  tags: Record<string, string> = {},
): ParsedLine[] {
  return [...merged(lines).values()]
    .filter((one) => one.measurement === measurement)
    .filter((one) => Object.entries(tags).every(([name, value]) => one.tags[name] === value))
    .sort((a, b) => a.atMs - b.atMs);
}

const values = (point: ParsedLine | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(point?.fields ?? {}).map(([name, field]) => [name, field.value]));

describe('points of a run', () => {
  it('replaces what was seen live by the seconds of intended time, without doubling a second', () => {
    const lines = linesOf(shortRun());
    const seconds = held(lines, 'lab_second', { step: '1' });
    expect(seconds.map((one) => values(one)['phase'])).toEqual(['lead-in', 'load', 'load']);
    // Live, two of a thousand were errors; by intended time there were none.
    expect(seconds.map((one) => values(one)['errors_per_s'])).toEqual([2, 0, 0]);
    expect(seconds.map((one) => values(one)['p99_ms'])).toEqual(
      [4.958, 3.961, 3.961].map((ms) => expect.closeTo(ms, 1)),
    );
    // Statuses are seen live only, and stay.
    expect(values(seconds[1])['status_5xx_per_s']).toBe(2);
    expect(seconds.map((one) => one.atMs - WALL_MS)).toEqual([2000, 3000, 4000]);
    expect(held(lines, 'lab_second', { step: 'warm-up' })).toHaveLength(1);
  });

  it('makes the same measurement of a generator that tells only at the end', () => {
    const lines = linesOf(shortRun('k6'));
    const seconds = held(lines, 'lab_second');
    expect(seconds.map((one) => one.atMs - WALL_MS)).toEqual([2730, 3730]);
    expect(seconds.map((one) => one.tags['generator'])).toEqual(['k6', 'k6']);
    const live = values(held(linesOf(shortRun()), 'lab_second', { step: '1' })[1]);
    expect(values(seconds[0])).toEqual(
      Object.fromEntries(Object.entries(live).filter(([name]) => !name.startsWith('status_'))),
    );
    // Meanwhile the service and the machine tell, under the generator of the step.
    expect(held(lines, 'lab_resource', { role: 'server', generator: 'k6' })).toHaveLength(3);
  });

  it('makes the same points of the same events again', () => {
    expect(linesOf(shortRun())).toEqual(linesOf(shortRun()));
    expect(merged([...linesOf(shortRun()), ...linesOf(shortRun())])).toEqual(merged(linesOf(shortRun())));
  });

  it('tags every point with what it belongs to', () => {
    const run = { run: recordOf([]).id, scenario: 'ramp', runtime: 'process', generator: 'builtin' };
    const lines = linesOf(shortRun());
    for (const one of merged(lines).values()) expect(one.tags).toMatchObject(run);
    const whole = { ...run, contender: 'koa', block: '1', launch: '1', step: '1', attempt: '1' };
    expect(held(lines, 'lab_step')[0]?.tags).toEqual(whole);
    expect(held(lines, 'lab_resource', { role: 'host' }).at(-1)?.tags).toEqual({ ...whole, role: 'host' });
  });

  it('says once what each step came to, as a number and as a word', () => {
    const [only, ...more] = held(linesOf(shortRun()), 'lab_step');
    expect(more).toEqual([]);
    expect(only?.atMs).toBe(WALL_MS + 2000);
    expect(values(only)).toMatchObject({
      verdict: 'held',
      verdict_code: 3,
      final: true,
      offered_per_s: 1000,
      objective_ms: 50,
    });
  });

  it('takes back an attempt that a later one replaced', () => {
    const events = [...shortRun().slice(0, -1), at(7, finished(2, 6.5))];
    const steps = held(linesOf(events), 'lab_step');
    expect(steps.map((one) => [one.tags['attempt'], values(one)['final'], values(one)['verdict']])).toEqual([
      ['1', false, 'held'],
      ['2', true, 'held'],
    ]);
  });

  it('takes it back from the record, too, when another process of the lab made the attempt', () => {
    const done = finished(1, 2);
    const old = done.type === 'step-finished' ? { ...done.record, final: false } : null;
    const resumed = [
      shortRun()[0] as LabEvent,
      at(9, { type: 'run-finished', record: recordOf(old ? [old] : []) }),
    ];
    expect(
      held([...linesOf(shortRun()), ...linesOf(resumed)], 'lab_step').map((one) => values(one)['final']),
    ).toEqual([false]);
  });

  it('counts what the service served, but not across launches or a worker that began anew', () => {
    const rate = (events: readonly LabEvent[]) =>
      held(linesOf(events), 'lab_resource', { role: 'server' }).map((one) => values(one)['completed_per_s']);
    expect(rate(shortRun())).toEqual([
      undefined,
      expect.closeTo(667, 0),
      expect.closeTo(990, 0),
      expect.closeTo(990, 0),
    ]);
    const [start, launch] = shortRun() as [LabEvent, LabEvent];
    const anew = [
      start,
      launch,
      at(1, second(0, 500)),
      at(2, second(1, 20)),
      at(3, second(2, 30, { step: { ...stepId(1), launch: 2 } })),
    ];
    expect(rate(anew)).toEqual([undefined, undefined, undefined]);
  });

  it('annotates starts, steps and verdicts', () => {
    const events = held(linesOf(shortRun()), 'lab_event');
    expect(events.map((one) => one.tags['kind'])).toEqual([
      'run-started',
      'launch-started',
      'step-started',
      'verdict',
      'run-finished',
    ]);
    expect(values(events[3])).toMatchObject({ title: 'koa 1,000/s: held', tags: 'verdict,held' });
    expect(String(values(events[3])['text'])).toContain('made up: objective-met');
  });

  it('makes nothing before a run has started, nor of an event without wall clock time', () => {
    expect(linesOf(shortRun().slice(1))).toEqual([]);
    expect(
      linesOf(shortRun().map((event) => ({ ...event, wallMs: undefined }) as unknown as LabEvent)),
    ).toEqual([]);
  });
});

describe('small decisions', () => {
  it('waits longer after each failure, and never longer than 15 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 100].map(retryDelayMs)).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
    ]);
  });

  it('links to a run that is over, and to one that goes on', () => {
    const view = { uid: DASHBOARD_UIDS.live, run: 'a b', fromMs: 10_000.4, toMs: 20_000.2 };
    expect(grafanaLink('http://127.0.0.1:3000/', view)).toBe(
      'http://127.0.0.1:3000/d/framework-lab-live?from=5000&to=25001&var-run=a+b',
    );
    expect(grafanaLink('http://h/g', { ...view, toMs: null })).toContain(
      '/g/d/framework-lab-live?from=5000&to=now&',
    );
  });
});
