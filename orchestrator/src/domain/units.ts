import type { ErrorCode } from './error-codes.ts';
import { LabError } from './errors.ts';

/** Highest rate the lab takes, per second: no generator on one machine comes near, so more is a slip. */
export const MAX_RATE_PER_SEC = 1_000_000;
/** Longest duration the lab takes: seven days. */
export const MAX_DURATION_MS = 7 * 24 * 3_600_000;
/** Highest CPU number that is taken seriously; the kernel's own limit is 8192. */
const MAX_CPU = 8191;

const DURATION_UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function refuse(code: ErrorCode, message: string, given: string, fix: string): never {
  throw new LabError(code, message, { seen: [['given', given]], fix: [fix] });
}

/** Reads `10s`, `500ms`, `10m`, `1h` as milliseconds, above 0. Throws LAB_DURATION_INVALID. */
export function parseDurationMs(text: string, what: string): number {
  const fix = 'write a number and a unit: 500ms, 10s, 10m or 1h, up to 7 days';
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return refuse('LAB_DURATION_INVALID', `${what} is not a duration.`, `"${text}"`, fix);
  const unit = match[2] as keyof typeof DURATION_UNITS_MS | undefined;
  if (unit === undefined) {
    return refuse(
      'LAB_DURATION_INVALID',
      `${what} has no unit.`,
      `"${text}"`,
      `${fix}; did you mean ${match[1]}s?`,
    );
  }
  const ms = Number(match[1]) * DURATION_UNITS_MS[unit];
  if (!(ms > 0 && ms <= MAX_DURATION_MS)) {
    return refuse('LAB_DURATION_INVALID', `${what} must be above 0 and at most 7 days.`, `"${text}"`, fix);
  }
  return ms;
}

const AGE_UNITS_MS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Reads `12h`, `30d`, `8w` as milliseconds, above 0. Throws LAB_DURATION_INVALID. */
export function parseAgeMs(text: string, what: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([hdw])$/.exec(text.trim()) ?? [];
  const ms = Number(number) * AGE_UNITS_MS[unit as keyof typeof AGE_UNITS_MS];
  if (ms > 0) return ms;
  const fix = 'write a number and a unit: 12h, 30d or 8w';
  return refuse('LAB_DURATION_INVALID', `${what} is not an age.`, `"${text}"`, fix);
}

/** Reads a rate per second, above 0 and at most 1,000,000. Throws LAB_RATE_INVALID. */
export function parseRate(given: string | number, what: string): number {
  const text = String(given).trim();
  const rate = /^[+-]?(\d+\.?\d*|\.\d+)(e\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (rate > 0 && rate <= MAX_RATE_PER_SEC) return rate;
  return refuse(
    'LAB_RATE_INVALID',
    `${what} must be a number of requests per second above 0 and at most 1,000,000.`,
    `"${given}"`,
    'give a plain number, e.g. 1000; several rates are separated by commas: 400,1000',
  );
}

/** Reads `400,1000`. Throws LAB_RATE_INVALID. */
export function parseRates(text: string, what = '--rates'): number[] {
  return text.split(',').map((part) => parseRate(part, what));
}

/** Reads `5%` as 0.05: a half-width, above 0 and at most 50 %. Throws LAB_VALUE_INVALID. */
export function parsePrecision(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text);
  const share = Number(match?.[1]) / 100;
  if (share > 0 && share <= 0.5) return share;
  return refuse(
    'LAB_VALUE_INVALID',
    'The precision is a half-width in percent, above 0 and at most 50%.',
    `"${text}"`,
    'write it like 5%: the run ends once every interval is at most that wide to each side',
  );
}

/** Reads a CPU list as Linux writes it, `2-3,5`, sorted, without duplicates. Throws LAB_CPUS_INVALID. */
export function parseCpuList(text: string, what = 'The CPU list'): number[] {
  const cpus = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    if (!match || last < first || last > MAX_CPU) {
      refuse(
        'LAB_CPUS_INVALID',
        `${what} cannot be read.`,
        `"${text}"`,
        'write CPU numbers and ranges: 2-3,5',
      );
    }
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}

/** Writes `[2, 3, 5]` as `2-3,5`; `none` when empty. */
export function formatCpuList(cpus: readonly number[]): string {
  const sorted = [...new Set(cpus)].sort((a, b) => a - b);
  const ranges: [first: number, last: number][] = [];
  for (const cpu of sorted) {
    const range = ranges.at(-1);
    if (range && range[1] === cpu - 1) range[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return (
    ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',') || 'none'
  );
}

/** Writes 9000 as `9,000/s`, 2.5 as `2.5/s`. */
export function formatRate(ratePerSec: number): string {
  return `${ratePerSec.toLocaleString('en-US', { maximumFractionDigits: 2 })}/s`;
}

/** Writes milliseconds for people: `500 ms`, `1.5 s`, `2 m 5 s`, `1 h 10 m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const totalS = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(totalS / 3600), Math.floor((totalS % 3600) / 60), totalS % 60];
  const parts = h > 0 ? [`${h} h`, m > 0 ? `${m} m` : ''] : [`${m} m`, s > 0 ? `${s} s` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** Reads a whole number within limits, both included. Throws LAB_VALUE_INVALID. */
export function parseWholeNumber(
  given: string | number,
  what: string,
  limits: { readonly min: number; readonly max: number },
): number {
  const text = String(given).trim();
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= limits.min && value <= limits.max) return value;
  const [min, max] = [limits.min.toLocaleString('en-US'), limits.max.toLocaleString('en-US')];
  return refuse(
    'LAB_VALUE_INVALID',
    `${what} must be a whole number from ${min} to ${max}.`,
    `"${given}"`,
    `e.g. ${limits.min}`,
  );
}
