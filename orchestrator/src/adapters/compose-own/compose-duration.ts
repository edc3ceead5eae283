const UNITS_S: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Seconds of a duration as Compose writes it, e.g. `1m30s`; 0 where it is none. */
export function secondsOf(text: string): number {
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h)/g);
  return [...parts].reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS_S[unit] ?? 0), 0);
}
