import { LabError } from './errors.ts';

/**
 * What a step must meet to be held, e.g. `p99<50ms,errors<0.1%`.
 * `quantile` 0.99 with `latencyMs` 50 reads: at most 1 % of requests may take longer than 50 ms.
 */
export interface Objective {
  readonly quantile: number;
  readonly latencyMs: number;
  /** Largest tolerated share of (errors + timeouts + unsent) / planned, 0 to 1. */
  readonly errorShare: number;
}

export const DEFAULT_OBJECTIVE: Objective = { quantile: 0.99, latencyMs: 50, errorShare: 0.001 };

const EXAMPLE = 'p99<50ms,errors<0.1%';
const UNITS_MS = { us: 0.001, ms: 1, s: 1000 } as const;

function refuse(text: string, wrong: string): never {
  throw new LabError('LAB_OBJECTIVE_INVALID', `The objective cannot be read: ${wrong}.`, {
    seen: [['given', `"${text}"`]],
    fix: [
      `write it like '${EXAMPLE}': p50 to p99.99 with us, ms or s, and errors in %; either part may be left out`,
    ],
  });
}

/**
 * Reads `p99<50ms,errors<0.1%`; `<` and `<=` mean the same, a missing part is the default's.
 * Throws LAB_OBJECTIVE_INVALID.
 */
export function parseObjective(text: string): Objective {
  let latency: Pick<Objective, 'quantile' | 'latencyMs'> | undefined;
  let errors: Pick<Objective, 'errorShare'> | undefined;
  for (const part of text.split(',').map((p) => p.trim().toLowerCase())) {
    if (part === '') refuse(text, 'a part is empty');
    if (part.startsWith('p')) {
      if (latency) refuse(text, 'it has two latency parts');
      latency = parseLatency(text, part);
    } else if (part.startsWith('errors')) {
      if (errors) refuse(text, 'it has two error parts');
      errors = parseErrors(text, part);
    } else {
      refuse(text, `"${part}" is neither a percentile nor errors`);
    }
  }
  return { ...DEFAULT_OBJECTIVE, ...latency, ...errors };
}

function parseLatency(text: string, part: string): Pick<Objective, 'quantile' | 'latencyMs'> {
  const match = /^p(\d+(?:\.\d+)?)\s*(<=?)\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)$/.exec(part);
  if (!match) return refuse(text, `"${part}" is not a percentile, < and a time`);
  const percent = Number(match[1]);
  if (!/^\d{2}(\.\d{1,2})?$/.test(match[1] as string) || percent < 50 || percent > 99.99) {
    refuse(text, `p${match[1]} is not between p50 and p99.99`);
  }
  const unitMs = UNITS_MS[(match[4] as string).replace('µ', 'u') as keyof typeof UNITS_MS] as
    | number
    | undefined;
  if (unitMs === undefined) refuse(text, `"${part}" has no unit of us, ms or s`);
  const latencyMs = Number(match[3]) * unitMs;
  if (!(latencyMs > 0 && latencyMs <= 60_000)) refuse(text, 'the time must be above 0 and at most 60 s');
  // Rounded, because 99.9 / 100 is not 0.999 in binary and the number is shown and stored.
  return { quantile: Number((percent / 100).toFixed(6)), latencyMs };
}

function parseErrors(text: string, part: string): Pick<Objective, 'errorShare'> {
  const match = /^errors\s*(<=?)\s*(\d+(?:\.\d+)?)\s*(%?)$/.exec(part);
  if (!match) return refuse(text, `"${part}" is not errors, < and a share in %`);
  if (match[3] === '') refuse(text, `"${part}" lacks the % sign`);
  const percent = Number(match[2]);
  if (percent >= 100) refuse(text, 'the share of errors must be below 100%');
  return { errorShare: Number((percent / 100).toFixed(9)) };
}

/** Writes an objective as `parseObjective` reads it. */
export function formatObjective(objective: Objective): string {
  return `${formatQuantile(objective.quantile)}<${objective.latencyMs}ms,errors<${plain(objective.errorShare * 100)}%`;
}

/** Writes 0.99 as `p99`, 0.999 as `p99.9`. */
export function formatQuantile(quantile: number): string {
  return `p${plain(quantile * 100)}`;
}

function plain(value: number): string {
  return String(Number(value.toFixed(6)));
}
