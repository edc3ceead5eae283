import type { LoadCounts } from '@framework-lab/protocol/load';
import { THRESHOLDS } from './thresholds.ts';

export interface CountRange {
  readonly least: number;
  readonly most: number;
}

/**
 * How many requests a server may say it completed in lead-in, step and drain: at least the
 * responses the client got whole, at most the requests it sent; give or take 0.1 % or what was sent
 * and never answered whole, whichever is more, and always one (a response may end in the moment of
 * counting). Responses of an unwanted status were answered: they excuse nothing.
 */
export function countRange(step: LoadCounts, leadIn: LoadCounts): CountRange {
  const total = (key: keyof LoadCounts): number => step[key] + leadIn[key];
  const unanswered = total('sent') - total('completed');
  const tolerance = Math.max(1, Math.floor(THRESHOLDS.countTolerance.value * total('sent')), unanswered);
  return { least: total('completed') - tolerance, most: total('sent') + tolerance };
}
