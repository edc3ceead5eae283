import { describe, expect, test } from 'vitest';
import { plainView } from '../../src/ui/plain-view.ts';
import { launch, rampRun, step } from '../report/fixture.ts';
import { expectGolden } from '../report/golden.ts';
import { at, attackEvents, midRun, stepStarted } from './events.ts';
import { FakeClock } from './fake-clock.ts';

function setUp() {
  let text = '';
  const clock = new FakeClock();
  const view = plainView({ write: (more) => (text += more) }, clock);
  return { clock, view, text: () => text };
}

describe('the plain view', () => {
  test('one line per phase and step, no cursor codes, no colour', () => {
    const { view, text } = setUp();
    const failed = launch('koa', 3, {
      state: 'failed',
      error: { code: 'LAB_CONTENDER_NOT_READY', message: 'koa exited\nlast: \u001b[31mred' },
    });
    const more = [
      at(130, { type: 'launch-started', contender: 'koa', block: 1, launch: 3 } as const),
      at(131, { type: 'launch-finished', record: failed } as const),
      at(132, { type: 'log', from: 'koa', line: '\u001b[31mError: no\u001b[0m' } as const),
      at(300, { type: 'run-finished', record: rampRun() } as const),
    ];
    for (const event of [...midRun(), ...more]) view.handle(event);
    view.close();
    expect(text()).not.toContain('\u001b');
    expectGolden(new URL('./golden/plain.txt', import.meta.url), text());
  });

  test('an attack', () => {
    const { view, text } = setUp();
    const record = { ...step('http://127.0.0.1:8080/api/dummy', 9000), index: 1 };
    for (const event of [...attackEvents(), at(603, { type: 'step-finished', record })]) view.handle(event);
    view.close();
    expectGolden(new URL('./golden/plain-attack.txt', import.meta.url), text());
  });

  test('a heartbeat after a quiet minute, and another a minute later', async () => {
    const { view, clock, text } = setUp();
    for (const event of midRun().slice(0, -1)) view.handle(event);
    view.handle(at(103, stepStarted('fastify', 4)));
    const before = text();
    await clock.advance(40_000);
    expect(text()).toBe(before);
    await clock.advance(30_000);
    const beats = (): string[] =>
      text()
        .slice(before.length)
        .split('\n')
        .filter((line) => line !== '');
    expect(beats().length).toBe(1);
    expect(beats()[0]).toMatch(/still running: fastify step 4\/5 · 9,000\/s/);
    await clock.advance(60_000);
    expect(beats().length).toBe(2);
    view.close();
    await clock.advance(600_000);
    expect(beats().length).toBe(2);
    expect(clock.sleeping).toBe(0);
  });
});
