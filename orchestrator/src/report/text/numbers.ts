/** Numbers as people read them: thousands separators, three significant digits, `?` for what is unknown. */

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const UNKNOWN = '?';

export type Maybe = number | null | undefined;

function known(value: Maybe): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** `12,345`. */
export function count(value: Maybe): string {
  return known(value) ? WHOLE.format(value) : UNKNOWN;
}

/** Three significant digits, three decimals at most: `0.012`, `0.123`, `1.20`, `18.2`, `812`, `5,010`. */
export function threeDigits(value: Maybe): string {
  if (!known(value)) return UNKNOWN;
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) >= 100) return WHOLE.format(rounded);
  if (Math.abs(rounded) < 0.0005) return '<0.001';
  // Nothing here is measured finer than a microsecond.
  if (Math.abs(rounded) < 0.1) return rounded.toFixed(3);
  return rounded.toPrecision(3);
}

/** A rate with its unit: `8,000/s`; fractions of small rates stay: `0.500/s`. */
export function rate(perSec: Maybe): string {
  return `${rateNumber(perSec)}/s`;
}

/** The same without the unit, for columns whose title has it. */
export function rateNumber(perSec: Maybe): string {
  if (!known(perSec)) return UNKNOWN;
  return Number.isInteger(perSec) || perSec >= 100 ? WHOLE.format(perSec) : threeDigits(perSec);
}

/** A share of 0 to 1 as a percentage. What is not all is never shown as `100%`, what is not nothing never as `0%`. */
export function percent(share: Maybe): string {
  if (!known(share)) return UNKNOWN;
  const value = share * 100;
  if (value === 0) return '0%';
  if (value > 0 && value < 0.01) return '<0.01%';
  if (value < 10) return `${value.toFixed(value < 1 ? 2 : 1)}%`;
  if (value > 99 && value < 100) return `${(Math.floor(value * 100) / 100).toFixed(2)}%`;
  return `${WHOLE.format(value)}%`;
}

/** CPU use, where whole percents are as fine as the measurement. */
export function cpuPercent(share: Maybe): string {
  return known(share) ? `${WHOLE.format(share * 100)}%` : UNKNOWN;
}

/** `92 MB`. */
export function megabytes(mb: Maybe): string {
  return known(mb) ? `${WHOLE.format(mb)} MB` : UNKNOWN;
}

/** Bytes in decimal units: `1.20 MB`. */
export function bytes(value: Maybe): string {
  if (!known(value)) return UNKNOWN;
  if (value < 1000) return `${WHOLE.format(value)} B`;
  const [unit, scale] = value < 1e6 ? ['kB', 1e3] : value < 1e9 ? ['MB', 1e6] : ['GB', 1e9];
  return `${threeDigits(value / Number(scale))} ${unit}`;
}

/** Elapsed time on a clock: `06:12`, `1:06:12`. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor((whole % 3600) / 60), whole % 60].map((part) => String(part).padStart(2, '0'));
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${parts.join(':')}` : parts.join(':');
}

/** A length of time in words: `45 s`, `5 min 20 s`, `2 h 5 min`. */
export function timeSpan(seconds: Maybe): string {
  if (!known(seconds)) return UNKNOWN;
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds < 10 ? Number(seconds.toFixed(1)) : whole} s`;
  if (whole < 3600) return spanOf(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return spanOf(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function spanOf(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}
