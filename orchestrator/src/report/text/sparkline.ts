const LEVELS = '▁▂▃▄▅▆▇█';

/** The last `columns` values as bars from 0 to `scale` (absent: their largest); a gap where a value is unknown. */
export function sparkline(values: readonly (number | null)[], columns: number, scale?: number): string {
  const shown = columns <= 0 ? [] : values.slice(-columns);
  const top = scale ?? Math.max(0, ...shown.map((value) => value ?? 0));
  return shown
    .map((value) => {
      if (value === null) return ' ';
      const level = top === 0 ? 0 : Math.round((value / top) * (LEVELS.length - 1));
      return LEVELS.charAt(Math.max(0, Math.min(LEVELS.length - 1, level)));
    })
    .join('');
}

/** `██████░░░░` for a share of 0 to 1. */
export function bar(share: number, columns: number): string {
  const full = Math.round(Math.max(0, Math.min(1, share)) * columns);
  return '█'.repeat(full) + '░'.repeat(Math.max(0, columns - full));
}
