import type { Found } from '../domain/calibration.ts';
import type { LabApp } from './lab-app.ts';

export interface Finding<T> {
  /** All that it depends on, beside the boot of this machine. */
  readonly key: readonly unknown[];
  /** Measures again, whatever is kept. */
  readonly fresh: boolean;
  readonly measure: () => Promise<T>;
  /** What may say more of this minute than of the machine is not kept. */
  readonly isWorthKeeping: (found: T) => boolean;
}

/** What this sitting knows under the key, or else what is measured now. */
export async function onceASitting<T extends object>(
  app: Pick<LabApp, 'clock' | 'sitting'>,
  { key, fresh, measure, isWorthKeeping }: Finding<T>,
): Promise<T & Found> {
  const kept = fresh ? null : (app.sitting.get(key) as (T & Pick<Found, 'measuredAt'>) | null);
  if (kept !== null) return { ...kept, cached: true };
  const found = { ...(await measure()), measuredAt: new Date(app.clock.wallMs()).toISOString() };
  if (isWorthKeeping(found)) app.sitting.put(key, found);
  return { ...found, cached: false };
}
