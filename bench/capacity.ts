/**
 * What the capacity search finds of servers whose capacity is known, in virtual time: its bias, how much
 * launches differ, and how often the interval of a run holds the truth. Nothing is loaded; seeds are fixed.
 *
 *     npm run bench:capacity            40 runs of 3 blocks each, some 3 minutes
 *     npm run bench:capacity -- 200     more of them
 */
import { capacityEstimate } from '../orchestrator/src/domain/capacity/contender-capacity.ts';
import { looksOf } from '../orchestrator/src/domain/capacity/looks.ts';
import { varianceOf, welchInterval } from '../orchestrator/src/domain/mean-interval.ts';
import { DEFAULT_OBJECTIVE } from '../orchestrator/src/domain/objective.ts';
import { confidenceOfEach } from '../orchestrator/src/domain/ratio.ts';
import { meanOf } from '../orchestrator/src/domain/statistics.ts';
import type { PastStep } from '../orchestrator/src/domain/step-policy.ts';
import {
  estimateOf,
  heavyTailed,
  holdsTruth,
  normal,
  simulatedRun,
} from '../orchestrator/test/domain/capacity/simulated-launches.ts';
import {
  playLaunch,
  STEP_S,
  simulatedAnswer,
} from '../orchestrator/test/domain/capacity/simulated-search.ts';

const RUNS = Number(process.argv[2] ?? 40);
const BLOCKS = 3;
/** How much launches of one service really differ (of ln capacity). */
const LAUNCH_SD = 0.02;

/** Rate of decay that an exponential tail needs to let 1 % through at 50 ms, per second. */
const DECAY_PER_SEC = Math.log(100) / 0.05;
/**
 * μ = 1000/s, objective p99 < 50 ms. M/M/1: P(T > t) = exp(−(μ − λ) t). D/M/1: exp(−μ (1 − σ) t) with
 * σ = exp(−μ (1 − σ) / λ). M/D/1: the asymptote (1 − ρ) / (λ D exp(θ D) − 1) · exp(−θ (t − D)) with
 * λ (exp(θ D) − 1) = θ, which is exact to the digits given at 50 service times: 954.05.
 */
const KINDS = [
  { name: 'D/D/1', service: 'fixed', pacing: 'paced', truth: 1000 },
  { name: 'M/D/1', service: 'fixed', pacing: 'poisson', truth: 954.05 },
  {
    name: 'D/M/1',
    service: 'exponential',
    pacing: 'paced',
    truth: -DECAY_PER_SEC / Math.log(1 - DECAY_PER_SEC / 1000),
  },
  { name: 'M/M/1', service: 'exponential', pacing: 'poisson', truth: 1000 - DECAY_PER_SEC },
] as const;

/** Stolen time that comes in spells: the next second resembles this one (AR(1), 0.8), up to a quarter of the CPU. */
function spells(): (second: number) => number {
  let level = 0;
  const seconds = Array.from({ length: 200 }, () => {
    level = 0.8 * level + 0.6 * normal();
    return Math.min(0.25, Math.max(0, 0.05 * (level - 1)));
  });
  return (second) => seconds[Math.max(0, second) % seconds.length] ?? 0;
}

print(`bias and spread of ln capacity, ${RUNS} runs of ${BLOCKS} blocks; coverage of the 95 % interval`);
for (const isNoisy of [false, true]) {
  print(
    isNoisy
      ? '\nwith stolen time in spells and launches that differ by 2 %'
      : '\non a quiet machine, launches alike',
  );
  for (const { name, service, pacing, truth } of KINDS) {
    const logs: number[] = [];
    let [covered, intervals, steps, launches] = [0, 0, 0, 0];
    for (let run = 0; run < RUNS; run++) {
      const earlier: (readonly PastStep[])[] = [];
      const blocks = Array.from({ length: BLOCKS }, (_, i) => {
        const capacityPerSec = 1000 * Math.exp(isNoisy ? LAUNCH_SD * normal() : 0);
        const load = { pacing, seed: 10_000 * run + 100 * i, ...(isNoisy ? { steal: spells() } : {}) };
        const played = playLaunch(simulatedAnswer({ capacityPerSec, service }, load), earlier);
        earlier.push(played.steps);
        steps += played.steps.length;
        launches++;
        return { block: i + 1, result: played.result };
      });
      logs.push(
        ...blocks.flatMap(({ result }) => (result.kind === 'found' ? [Math.log(result.perSec / truth)] : [])),
      );
      const estimate = capacityEstimate(blocks, {
        blocks: BLOCKS,
        objective: DEFAULT_OBJECTIVE,
        step: { durationS: STEP_S, leadInS: 1 },
      });
      if (estimate.kind !== 'interval') continue;
      intervals++;
      if (estimate.low <= truth && truth <= estimate.high) covered++;
    }
    const mean = meanOf(logs) ?? Number.NaN;
    const sd = Math.sqrt(varianceOf(logs));
    print(
      [
        name.padEnd(6),
        `bias ${percent(mean)}`,
        `sd of a launch ${percent(sd)}`,
        `${(steps / launches).toFixed(1)} steps a launch`,
        `found in ${logs.length} of ${launches} launches`,
        `truth in ${covered} of ${intervals} intervals`,
      ].join('   '),
    );
  }
}

const LONG = 500 * RUNS;
print(`\ncoverage of the 95 % interval in ${LONG} runs that may end at a look, launches 0.6 % too high`);
for (const [name, draw] of [
  ['normal', normal],
  ['t with 4 degrees of freedom', heavyTailed],
] as const) {
  for (const sd of [0.01, 0.02, 0.04]) {
    const shares = [2, 3, 5, 8, 12, 20].map((planned) => {
      let [covered, blocks] = [0, 0];
      for (let run = 0; run < LONG; run++) {
        const [launches = []] = simulatedRun(planned, 1, sd, draw);
        blocks += launches.length;
        if (holdsTruth(estimateOf(launches, planned))) covered++;
      }
      return `${planned} blocks (${(blocks / LONG).toFixed(1)} run): ${percent(covered / LONG)}`;
    });
    print(`launches ${name}, ${percent(sd)}   ${shares.join('   ')}`);
  }
}

print(`\ncomparisons of two runs that may end at a look, ${LONG / 5} a figure: all intervals right at once`);
for (const contenders of [1, 4]) {
  for (const sd of [0.01, 0.02, 0.03]) {
    const shares = [5, 12, 20].map((planned) => {
      let right = 0;
      for (let run = 0; run < LONG / 5; run++) {
        const [a, b] = [1, 2].map(() => simulatedRun(planned, contenders, sd, normal));
        const confidence = confidenceOfEach(contenders * looksOf(planned));
        const holds = a?.every((launches, i) => {
          const interval = welchInterval(launches.map(Math.log), (b?.[i] ?? []).map(Math.log), confidence);
          return interval !== null && interval.low <= 0 && 0 <= interval.high;
        });
        if (holds === true) right++;
      }
      return `${planned} blocks: ${percent((5 * right) / LONG)}`;
    });
    print(`${contenders} contenders, launches ${percent(sd)}   ${shares.join('   ')}`);
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
