import type { Threshold } from '../thresholds.ts';

/** Part of the one table in thresholds.ts: how a capacity is searched for, and when it may be published. */
export const CAPACITY_THRESHOLDS = {
  capacityHeldShare: {
    value: 0.8,
    unit: 'share of short steps',
    what: 'A launch’s capacity is the rate at which this share of short steps is held.',
    why: 'Simulated with steps of 5 s and an objective of 50 ms, the rate where half of them are held lies 1 to 3 % above the truth, because slow requests come in rare clusters; at 0.8 it lies within 1 % for D/D/1, M/D/1, D/M/1 and M/M/1.',
  },
  searchLapse: {
    value: 0.04,
    unit: 'share of steps',
    what: 'So many steps far below the capacity are expected to be missed, by a passing disturbance.',
    why: 'Without it one stall in a search would outvote everything else (Wichmann and Hill 2001); with 5 % of steps disturbed the estimate moves by less than 1 %.',
  },
  searchNear: {
    value: 0.15,
    unit: 'distance in ln rate',
    what: 'Steps within this of the estimate count as having tried it.',
    why: 'Further off a step is held or missed whatever the capacity is exactly.',
  },
  searchSteps: {
    value: 9,
    unit: 'steps',
    what: 'Steps near its estimate after which a launch’s search ends.',
    why: 'Simulated spread of a launch is then 0.3 % (D/D/1) to 2 % (M/M/1), less than launches differ; four more steps would gain a fifth of it and cost as much as a third of a launch.',
  },
  searchStepsLeast: {
    value: 5,
    unit: 'steps',
    what: 'With fewer steps near it, when the search has to end, there is no estimate.',
    why: 'Two held, two missed and one more are the least that neither a lapse nor a lucky step decides alone.',
  },
  searchStepsMost: {
    value: 26,
    unit: 'steps',
    what: 'Steps after which a search ends in any case.',
    why: 'Ten doublings from the first rate to the highest a search can need, nine steps near the estimate, and room for seven that say nothing.',
  },
  searchStepLongest: {
    value: 60,
    unit: 'seconds',
    what: 'A search lengthens its steps at low rates, up to this.',
    why: 'Ten requests beyond a p99 are a thousand: 5 s at 200 requests a second, a minute at 17; below that a launch would take half an hour.',
  },
  searchUnknownInARow: {
    value: 4,
    unit: 'steps',
    what: 'So many steps in a row that say nothing end a search.',
    why: 'Each invalid one was offered again already: the machine is too noisy now, and the time is better spent on the next launch.',
  },
  confirmShare: {
    value: 0.95,
    unit: 'share of the capacity',
    what: 'The rate at which a long step confirms what short ones found.',
    why: 'At the capacity itself one of five is missed by definition; 5 % below it a service that sustains what was found is held.',
  },
  capacityBias: {
    value: 0.01,
    unit: 'share of the rate',
    what: 'The interval of a capacity reaches at least so much further down than launches alone would say.',
    why: 'What the search finds too much in simulation, 0.3 to 0.8 % over launches; more launches do not make it smaller.',
  },
  capacityConfidence: {
    value: 0.95,
    unit: 'two-sided confidence',
    what: 'Confidence of the interval of a contender’s capacity, over all looks at it together.',
    why: 'The usual level; stopping early by looking often would spoil it, so looks share it.',
  },
  gradeA: {
    value: 0.02,
    unit: 'half-width, share',
    what: 'Grade A: the interval is at most this wide to each side.',
    why: 'A difference between two versions that anybody would act on is larger.',
  },
  gradeB: {
    value: 0.05,
    unit: 'half-width, share',
    what: 'Grade B.',
    why: 'Frameworks that differ by 10 % are told apart.',
  },
  gradeC: {
    value: 0.1,
    unit: 'half-width, share',
    what: 'Grade C; wider is inconclusive.',
    why: 'Enough to choose hardware by, not to choose a framework by.',
  },
} satisfies Record<string, Threshold>;
