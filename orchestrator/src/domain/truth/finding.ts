import type { Finding } from './truth-case.ts';

/** One thing that has to hold. */
export interface Claim {
  readonly holds: boolean;
  readonly says: string;
  /** Noise can bring it about as well: then it is wrong only on a quiet machine. */
  readonly excusable?: boolean;
}

/** Wrong by the first claim that no noise excuses; noise, where noise may have been the reason. */
export function findingOf(claims: readonly Claim[], quiet: boolean): Finding {
  const said = (some: readonly Claim[]): string => some.map(({ says }) => says).join('; ');
  const broken = claims.filter(({ holds }) => !holds);
  if (broken.length === 0) return { outcome: 'right', said: said(claims) };
  const sure = quiet ? broken : broken.filter(({ excusable }) => excusable !== true);
  return sure.length > 0 ? { outcome: 'wrong', said: said(sure) } : { outcome: 'noise', said: said(broken) };
}
