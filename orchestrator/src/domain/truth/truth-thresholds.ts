import type { Threshold } from '../thresholds.ts';

/** Part of the one table in thresholds.ts: when `validate` lets the lab pass. */
export const TRUTH_THRESHOLDS = {
  rightLabelShare: {
    value: 0.95,
    unit: 'share of labels',
    what: 'So many labels of caused bottlenecks have to be right; `validate` asks for as many as a lab that is right this often misses only with `truthFalseAlarm`.',
    why: 'A label is advice on what to change: one in twenty that points elsewhere is what a reader can bear.',
  },
  truthFalseAlarm: {
    value: 0.01,
    unit: 'probability',
    what: 'A lab that is right often enough fails `validate` by its labels at most this often: half of it for all labels together, half for each cause alone, shared among the causes.',
    why: 'A proof that fails by chance is soon ignored; one in a hundred is rarer than the noise of a shared machine.',
  },
  truthNoiseShare: {
    value: 0.1,
    unit: 'share of answers',
    what: 'With more answers that are noise, `validate` cannot tell.',
    why: 'What is left would be a choice of the good moments; the same cap stands in the ground truth of the method.',
  },
} satisfies Record<string, Threshold>;
