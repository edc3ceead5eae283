import { expect, it } from 'vitest';
import type { OddService } from '../../src/domain/truth/truth-case.ts';
import { measureTruth } from '../../src/lab/measure-truth.ts';
import { cpus, openBench, story, truthCase } from './truth-lab.ts';

/** Services whose bottleneck is known because it was caused, as `validate` does; here a few, and short of time. */
// With one CPU the generator is a part of what the service competes with.
const hasTwoCpus = cpus.server[0] !== cpus.load[0];

// One after another: on one server CPU they would be each other's noise.
it.runIf(hasTwoCpus).each([
  ['four-on-one-cpu', 0.5],
  ['slow-dependency', 0.5],
  // As long as a blocked worker takes to answer: what it tells must be of load only.
  ['blocking-calls', 2],
  ['silence', 0.5],
] as const)('%s gets its label, or noise is the answer', async (id, leadInS) => {
  const { trials, judge } = truthCase(id);
  const [trial] = trials;
  await using bench = await openBench(trial.service as OddService);
  const seen = await measureTruth(bench, { ...trial, step: { ...trial.step, leadInS } });
  expect(seen.record.verdict, story(seen)).not.toBe('held');
  const { outcome, said } = judge(seen);
  expect(outcome, `${said} ${story(seen)}`).not.toBe('wrong');
});
