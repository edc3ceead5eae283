import type { Threshold } from '../thresholds.ts';

/** Part of the one table in thresholds.ts: what `tune` runs where nobody says otherwise. */
export const TUNING_THRESHOLDS = {
  tuningBlocks: {
    value: 3,
    unit: 'blocks',
    what: 'The fewest that `tune` runs where `--blocks` does not say how many.',
    why: 'Two launches have an interval, but with one degree of freedom nearly every one of them says nothing.',
  },
  tuningVariants: {
    value: 16,
    unit: 'variants',
    what: 'More in one `tune` are refused.',
    why: 'At half a minute a launch, three blocks of 16 are 25 minutes, and every pair more widens all intervals. Two settings with four values each fit.',
  },
} satisfies Record<string, Threshold>;
