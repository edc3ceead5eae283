import type { StepRecord } from '../domain/run-record.ts';
import { searchText } from '../report/capacity-words.ts';
import { pad } from '../report/text/display-width.ts';
import { type Line, span } from '../report/text/line.ts';
import { rate, threeDigits } from '../report/text/numbers.ts';
import { VERDICT_INK, VERDICT_MARK } from '../report/verdict-words.ts';
import type { LaunchView } from './run-state.ts';

/** A launch that has ended: `✓ express  held 4,000/s  p99 18.2 ms · latency at 6,000/s`. */
export function endedLine(launch: LaunchView, nameColumns: number): Line {
  const name = pad(launch.contender, nameColumns);
  if (launch.state === 'failed')
    return [span('bad', '✗ '), name, '  ', span('bad', launch.error ?? 'failed')];
  if (launch.state === 'interrupted') return [span('warn', '✗ '), name, span('quiet', '  interrupted')];
  if (launch.state === 'kept') return [span('quiet', `· ${name}  kept from before`)];
  if (launch.search !== null) {
    const isKnown = launch.search.kind === 'found';
    const mark = span(isKnown ? 'good' : 'warn', isKnown ? '✓ ' : '~ ');
    return [mark, name, `  capacity ${searchText(launch.search)}`];
  }
  const { held, stop } = climbOf(launch.steps);
  const why = stop === null ? '' : ` · ${stop.reason} at ${rate(stop.ratePerSec)}`;
  if (held === null) {
    // Only a failed step says that the service is too slow; the others say that nobody knows.
    const verdict = stop?.verdict ?? 'failed';
    const mark = span(VERDICT_INK[verdict], `${VERDICT_MARK[verdict]} `);
    return [mark, name, verdict === 'failed' ? '  held nothing' : `  ${verdict}`, span('quiet', why)];
  }
  const p99 = `p99 ${threeDigits(held.latencyMs.p99)} ms`;
  return [span('good', '✓ '), name, `  held ${rate(held.ratePerSec)}  ${p99}`, span('quiet', why)];
}

/** A step that has just been judged, where no launch goes on around it. */
export function judgedLine(step: StepRecord): Line {
  const mark = span(VERDICT_INK[step.verdict], `${VERDICT_MARK[step.verdict]} ${step.verdict}`);
  return [mark, ` · ${step.reason} · p99 ${threeDigits(step.latencyMs.p99)} ms`];
}

export function waitingLine(launch: LaunchView, nameColumns: number): Line {
  return [span('quiet', `· ${pad(launch.contender, nameColumns)}  waiting`)];
}

/** The last step held without a gap from the lowest rate on, and what came above it. */
function climbOf(steps: readonly StepRecord[]): { held: StepRecord | null; stop: StepRecord | null } {
  let held: StepRecord | null = null;
  for (const step of steps.toSorted((a, b) => a.ratePerSec - b.ratePerSec)) {
    if (step.verdict !== 'held') return { held, stop: step };
    held = step;
  }
  return { held, stop: null };
}
