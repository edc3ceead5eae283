import { expect, test } from 'vitest';
import type { LabEventBody } from '../../src/domain/events.ts';
import type { LiveLoad } from '../../src/domain/load.ts';
import { launch, step } from '../report/fixture.ts';
import { at, liveLoad, phase, second, stateAfter, stepStarted } from './events.ts';

const started: LabEventBody = { type: 'launch-started', contender: 'koa', block: 1, launch: 1 };

/** p99 in ms of the seconds that charts would show after these events. */
function shownAfter(...bodies: LabEventBody[]): (number | null)[] {
  const { history } = stateAfter([started, ...bodies].map((body, i) => at(i, body)));
  return history.map((one) => (one === null ? null : Math.round(one.p99Ms ?? Number.NaN)));
}

const offered = (load: LiveLoad | null): LabEventBody => second('koa', load);
const drain = (p99Ms: number): LiveLoad => ({ ...liveLoad(100, 9, p99Ms), phase: 'drain' });

test('charts show the steps of a launch one after the other, without lead-ins and drains', () => {
  const shown = shownAfter(
    phase('koa', 'steps', 60),
    stepStarted('koa', 1),
    offered(liveLoad(100, -1, 99)),
    offered(liveLoad(100, 0, 2)),
    offered(liveLoad(100, 1, 3)),
    offered(drain(88)),
    { type: 'step-finished', record: step('koa', 400) },
    stepStarted('koa', 2),
    offered(null),
    stepStarted('koa', 3),
    offered(liveLoad(100, 0, 4)),
  );
  expect(shown).toEqual([2, 3, null, 4]);
});

test('they begin anew after the warm-up, and with every launch', () => {
  const warm = [phase('koa', 'warm-up', 4), offered(liveLoad(100, 0, 50))];
  expect(shownAfter(...warm)).toEqual([50]);
  const steps = [...warm, phase('koa', 'steps', 60), offered(liveLoad(100, 0, 2))];
  expect(shownAfter(...steps)).toEqual([2]);
  expect(shownAfter(...steps, { type: 'launch-finished', record: launch('koa', 1) })).toEqual([]);
  expect(shownAfter(...steps, { ...started, contender: 'express' })).toEqual([]);
});
