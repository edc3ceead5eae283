import { describe, expect, it } from 'vitest';
import { curveObjectives } from '../../src/domain/capacity-curve.ts';
import type { Objective } from '../../src/domain/objective.ts';
import { underObjective } from '../../src/domain/rejudge.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { parseRunRecord } from '../../src/domain/run-schema.ts';
import { rejudgedDocument, rejudgedText } from '../../src/report/rejudged-text.ts';
import { emptyRun, launch, RATES, step } from './fixture.ts';
import { expectGolden } from './golden.ts';

/** The shortest p99 at which each step is held: koa is quicker at low rates, fastify goes on longer. */
const HELD_FROM_MS: Readonly<Record<string, readonly number[]>> = {
  koa: [2, 3, 10, 2000, 9000],
  fastify: [6, 7, 20, 40, 300],
};

const recorded = emptyRun({
  contenders: emptyRun().contenders.filter(({ id }) => id in HELD_FROM_MS),
  launches: Object.keys(HELD_FROM_MS).map((id, i) => launch(id, i + 1)),
  steps: Object.keys(HELD_FROM_MS).flatMap((id, i) => RATES.map((rate) => step(id, rate, { launch: i + 1 }))),
});

function under(objective: Objective): RunRecord {
  return underObjective(recorded, objective, ({ contender, ratePerSec, judgement }) => {
    const from = HELD_FROM_MS[contender]?.[RATES.indexOf(ratePerSec)] ?? 0;
    return objective.latencyMs >= from
      ? judgement
      : { ...judgement, verdict: 'failed', reason: 'latency', detail: 'made up: too slow' };
  });
}

const asked = { ...recorded.objective, latencyMs: 30 };
const rejudged = { recorded, record: under(asked), objectives: curveObjectives(asked, 5000), under };
const golden = (name: string) => new URL(`golden/${name}`, import.meta.url);

describe('a rejudged run', () => {
  it('is shown with both objectives, its summary, the curve and where the order flips', () => {
    expectGolden(golden('rejudged.txt'), rejudgedText(rejudged, { colour: false, columns: 100 }));
  });

  it('is shown in ASCII, too', () => {
    const text = rejudgedText(rejudged, { colour: false, columns: 60, unicode: false });
    expect(text).toMatch(/^[ -~\n]*$/);
  });

  it('has no order where nothing may be ranked', () => {
    const record = { ...rejudged.record, cpus: { ...recorded.cpus, rankable: false } };
    const text = rejudgedText({ ...rejudged, record }, { colour: false, columns: null });
    expect(text).toContain('order: nothing here may be ranked');
    expect(rejudgedDocument({ ...rejudged, record })).toMatchObject({ rejudged: { flips: null } });
  });

  it('is a record that can be read as one, with the curve beside it', () => {
    const document = JSON.parse(JSON.stringify(rejudgedDocument(rejudged)));
    expect(parseRunRecord(document)).toEqual(rejudged.record);
    expect(document.rejudged).toMatchObject({
      recordedUnder: recorded.objective,
      flips: [{ aheadBefore: 'koa', aheadAfter: 'fastify', fromMs: 16, toMs: 45 }],
    });
    expect(document.rejudged.curve.at(-1)).toEqual({
      latencyMs: 5000,
      held: { koa: { perSec: 9000, atLeast: false }, fastify: { perSec: 10_000, atLeast: true } },
    });
  });
});
