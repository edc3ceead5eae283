import { type Claim, findingOf } from './finding.ts';
import { isQuiet } from './quiet.ts';
import {
  type Finding,
  getRequest,
  type TruthCase,
  type TruthSeen,
  type TruthStep,
  type TruthTrial,
} from './truth-case.ts';
import type { Fate, ServedRequest, VirtualService } from './virtual-service.ts';

/** A goodput and a share of errors may be off by this share of what was offered. */
const SHARE_TOLERANCE = 0.002;

export function times(served: readonly ServedRequest[], fate: Fate): number {
  return served.filter(([, , , was]) => was === fate).length;
}

/** A server that spoils every n-th answer: the client counts what the server counts. No noise excuses a wrong count. */
export function judgeCounts(fate: Fate): (seen: TruthSeen) => Finding {
  return (seen) => {
    const { load, served, record } = seen;
    const { errors, ok, sent, timeouts, unsent } = load.counts;
    const claims: Claim[] = [
      agree('errors', errors, times(served, fate)),
      agree('ok', ok, times(served, 'ok')),
      agree('sent', sent, served.length),
      { holds: timeouts + unsent === 0, says: `${timeouts + unsent} late` },
      { holds: record.verdict !== 'held', says: record.verdict },
    ];
    return findingOf(claims, true);
  };
}

function agree(what: string, client: number, server: number): Claim {
  return { holds: Math.abs(client - server) <= 1, says: `${what} ${client} for ${server}` };
}

/**
 * Goodput R, error share 1 − R/λ. A generator that was held up leaves tokens in the bucket, takes them
 * later, and drops what it was late for: then only the server's own account is the truth.
 */
export function judgeBucket(seen: TruthSeen): Finding {
  const { record, load, served, trial } = seen;
  const { perSec = 0 } = (trial.service as VirtualService).bucket ?? {};
  const errorShare = (record.errors + record.timeouts + record.unsent) / record.planned;
  const trueShare = 1 - perSec / record.ratePerSec;
  const claims: Claim[] = [
    agree('ok', load.counts.ok + load.leadIn.ok, times(served, 'ok')),
    {
      holds: Math.abs(errorShare - trueShare) <= SHARE_TOLERANCE,
      says: `errors ${percent(errorShare)} for ${percent(trueShare)}`,
      excusable: true,
    },
    {
      holds: Math.abs(record.achievedPerSec - perSec) <= SHARE_TOLERANCE * record.ratePerSec,
      says: `goodput ${record.achievedPerSec} for ${perSec}/s`,
      excusable: true,
    },
    {
      holds: record.verdict === 'failed' && record.reason === 'errors',
      says: `${record.verdict} by ${record.reason}`,
    },
  ];
  return findingOf(claims, isQuiet(seen, 20));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

const FAST = { capacityPerSec: 5000, work: 'fixed' } as const;
/** Without a lead-in the step's counts are all that the server saw. */
const STEP = {
  durationS: 4,
  leadInS: 0,
  requests: [getRequest('often', '/often', 3), getRequest('seldom', '/seldom', 1)],
} as const;

const offered = (
  service: Partial<VirtualService>,
  [first, ...more]: readonly [number, ...number[]],
  step: Partial<TruthStep> = {},
): TruthCase['trials'] => {
  const trial = (ratePerSec: number): TruthTrial => ({
    service: { ...FAST, ...service },
    step: { ...STEP, ...step, ratePerSec },
  });
  return [trial(first), ...more.map(trial)];
};

export const CASES_OF_COUNTS: readonly TruthCase[] = [
  {
    id: 'token-bucket',
    what: 'a token bucket that lets 120 of 300/s through (also of 200/s, 500/s)',
    truth: 'goodput R, errors 1 − R/λ',
    tolerance: '± 0.2 points',
    caused: null,
    // Half a second of lead-in empties the bucket.
    trials: offered({ bucket: { perSec: 120, size: 24 } }, [300, 200, 500], { leadInS: 0.5 }),
    judge: judgeBucket,
  },
  {
    id: 'errors',
    what: 'every 200th answer is an error',
    truth: "the server's own count",
    tolerance: 'at most 1 off',
    caused: null,
    trials: offered({ errorEvery: 200 }, [300, 600, 1000]),
    judge: judgeCounts('error'),
  },
  {
    id: 'resets',
    what: 'every 200th connection is reset',
    truth: "the server's own count",
    tolerance: 'at most 1 off',
    caused: null,
    trials: offered({ resetEvery: 200 }, [300, 600, 1000]),
    judge: judgeCounts('reset'),
  },
];
