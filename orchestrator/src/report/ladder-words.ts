import { isLimitOfService } from '../domain/bottleneck-label.ts';
import type { LadderResult, Stop } from './ladder.ts';
import { cleanText } from './text/clean-text.ts';
import { cpuPercent, megabytes, percent, rate, threeDigits } from './text/numbers.ts';
import { errorShare, shortEvidence } from './verdict-words.ts';

/** The cells of one contender, in words; the same in the terminal and in Markdown. */
export interface LadderWords {
  readonly contender: string;
  readonly heldTo: string;
  readonly p50: string;
  readonly p99: string;
  readonly errors: string;
  readonly cpu: string;
  readonly usPerRequest: string;
  readonly cpuRatio: string;
  readonly rss: string;
  readonly stoppedBy: string;
}

export function ladderWords(result: LadderResult): LadderWords {
  const { heldTo, contender, cpuRatio } = result;
  const step = heldTo?.step ?? null;
  const elsewhere = cpuRatio !== null && cpuRatio.ratePerSec !== heldTo?.ratePerSec;
  return {
    contender: contender.id,
    heldTo: heldTo === null ? '-' : `${isLeast(result) ? '≥ ' : ''}${rate(heldTo.ratePerSec)}`,
    p50: step === null ? '-' : threeDigits(step.latencyMs.p50),
    p99: step === null ? '-' : threeDigits(step.latencyMs.p99),
    errors: step === null ? '-' : percent(errorShare(step)),
    cpu: step === null ? '-' : cpuPercent(step.server.cpuShare),
    usPerRequest: step === null ? '-' : threeDigits(step.server.cpuUsPerRequest),
    cpuRatio:
      cpuRatio === null
        ? '-'
        : `${cpuRatio.ratio.toFixed(2)}×${elsewhere ? ` at ${rate(cpuRatio.ratePerSec)}` : ''}`,
    rss: step === null ? '-' : megabytes(step.server.rssMb),
    stoppedBy: stopWords(result.stopped),
  };
}

/** Held at least to that rate: the ladder ended there, or what stopped it was not the service. */
function isLeast({ heldTo, stopped }: LadderResult): boolean {
  return heldTo !== null && (heldTo.top || isStoppedByMeasurement(stopped));
}

export function isStoppedByMeasurement(stop: Stop): boolean {
  const bottleneck = stop.kind === 'step' ? stop.step.bottleneck : null;
  return bottleneck !== null && !isLimitOfService(bottleneck);
}

export function stopWords(stop: Stop): string {
  switch (stop.kind) {
    case 'nothing':
      return `not stopped up to ${rate(stop.upToPerSec)}`;
    case 'not-offered':
      return `the run ended before ${rate(stop.ratePerSec)}`;
    case 'never-started':
      return 'not started';
    case 'launch':
      return launchWords(stop.launch.error);
    case 'step': {
      const { step } = stop;
      const what = {
        held: 'held',
        failed: step.reason,
        undecided: 'undecided',
        invalid: `invalid (${step.reason})`,
      };
      const cpu = step.server.cpuShare === null ? '' : `, cpu ${cpuPercent(step.server.cpuShare)}`;
      const seen = `${shortEvidence(step)}${cpu}`;
      const { bottleneck, verdict } = step;
      return bottleneck === null
        ? `${what[verdict]} at ${rate(step.ratePerSec)}: ${seen}`
        : `${bottleneck.label} at ${rate(step.ratePerSec)}: ${what[verdict]}, ${seen}`;
    }
  }
}

/** The message and the first thing that was seen; the rest is in run.json. */
function launchWords(error: { readonly code: string; readonly message: string } | null): string {
  if (error === null) return 'the launch failed';
  return `${error.code}: ${error.message.split('\n').slice(0, 2).map(cleanText).join(' ')}`;
}
