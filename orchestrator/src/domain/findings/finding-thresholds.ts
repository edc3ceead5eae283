import type { Threshold } from '../thresholds.ts';

/** Part of the one table in thresholds.ts: what is worth a sentence among the findings. */
export const FINDING_THRESHOLDS = {
  collapsedShare: {
    value: 0.5,
    unit: 'share of its most at lower rates',
    what: 'A contender that answers less than that rightly, with CPU to spare and where another one has room, collapses there.',
    why: 'What waits for others, and is offered more than it can answer, goes on to answer about as much; to lose half of it with an idle CPU it has to stop working.',
  },
  nextToNoneShare: {
    value: 0.01,
    unit: 'share of the offered rate',
    what: 'The same of a contender that was offered no lower rate, so that nobody knows what it can.',
    why: 'A service that is merely offered too much goes on to answer what it can, and nobody begins at a hundred times of that.',
  },
  fastErrorsShare: {
    value: 0.1,
    unit: 'share of the answers',
    what: 'With surely more wrong answers, a step whose latency is below that of a rate that was held looks fast for its errors.',
    why: 'A tenth of quick answers moves the median to what was the 44th percentile; fewer hardly move it, so the cause of a lower one lies elsewhere.',
  },
  repeatedLines: {
    value: 10,
    unit: 'lines',
    what: "A line of a contender's log that comes as often is a finding; where its lines tell no time, as often for every worker that was started.",
    why: 'A start and an end print a handful of lines for each worker, one of a kind; ten of one kind are said by something that happens again and again.',
  },
  wornSlack: {
    value: 0.1,
    unit: 'share of MAX_REQUESTS',
    what: 'A worker that served as much less, or as much more than MAX_REQUESTS and its jitter, was replaced for it.',
    why: 'Its last second may be untold, and what is open when it is worn is still answered; one that crashes does so at any count.',
  },
  generatorLimitShare: {
    value: 0.5,
    unit: 'share of the steps',
    what: 'From the lowest rate on at which the generator limited a step, and then as many of all steps below any limit of the contenders’ own, it was the limit of the run.',
    why: 'Where most steps at higher rates were offered without trouble, the one below them met a passing disturbance.',
  },
  noisyAttemptShare: {
    value: 0.1,
    unit: 'share of the attempts',
    what: 'With as many attempts labelled `host-noise`, and two at least, a noisy host is a finding.',
    why: 'The same cap that a proof sets on its invalid answers; below it, retries make good what noise spoilt.',
  },
} satisfies Record<string, Threshold>;
