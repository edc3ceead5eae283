import { ERROR_CODES, type ErrorCode } from '../domain/error-codes.ts';
import { LabError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-codes.ts';
import { lastLaunches } from '../domain/last-launches.ts';
import type { LaunchRecord } from '../domain/launch-record.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { EndedRun } from './end-run.ts';

/** What a run that ended deserves to be called with. */
export interface RunOutcome {
  readonly exitCode: number;
  /** Why it is not 0, one error per thing that went wrong; that it was interrupted is none. */
  readonly errors: readonly LabError[];
}

/** A `failed` step is a result, not an error. */
export function runOutcome({ record, reportProblem }: OutcomeOf, strict: boolean): RunOutcome {
  const ofReport = reportProblem === null ? [] : [reportProblem];
  if (record.state === 'interrupted') return { exitCode: EXIT.interrupted, errors: ofReport };
  const broken = lastLaunches(record).flatMap(launchError);
  const errors = [...(broken.length > 0 ? broken : noValidStep(record, strict)), ...ofReport];
  return { exitCode: errors[0]?.exitCode ?? EXIT.ok, errors };
}

type OutcomeOf = Pick<EndedRun, 'record' | 'reportProblem'>;

function launchError({ state, error }: LaunchRecord): LabError[] {
  if (state !== 'failed' || error === null) return [];
  const code = (error.code in ERROR_CODES ? error.code : 'LAB_BUG') as ErrorCode;
  const [message = '', ...seen] = error.message.split('\n');
  const details = { seen: seen.map(labelAndText), fix: error.fix ?? [] };
  return [new LabError(code, message, details)];
}

function labelAndText(line: string): [label: string, text: string] {
  const [, label, text] = /^([a-z ]{1,20}): (.*)$/.exec(line) ?? [];
  return label === undefined || text === undefined ? ['', line] : [label, text];
}

function noValidStep(record: RunRecord, strict: boolean): LabError[] {
  const steps = record.steps.filter((step) => step.final);
  const ids = [...new Set(record.launches.map((launch) => launch.contender))];
  const without = ids.filter(
    (id) => !steps.some((step) => step.contender === id && step.verdict !== 'invalid'),
  );
  const invalid = steps.filter((step) => step.verdict === 'invalid');
  const concerned = without.length > 0 ? invalid.filter((step) => without.includes(step.contender)) : invalid;
  if (without.length === 0 && !(strict && invalid.length > 0)) return [];
  const message =
    without.length > 0
      ? `${without.join(', ')}: not one step could be measured, so nothing is said about the service.`
      : `${invalid.length} of ${steps.length} steps stayed invalid, and --strict allows none.`;
  const isLadder = record.scenario.policy.kind === 'ladder';
  return [
    new LabError('LAB_NO_VALID_STEP', message, {
      seen: concerned
        .slice(0, 3)
        .map((step) => [
          'invalid',
          `${step.contender} at ${step.ratePerSec}/s: ${step.reason}. ${step.detail}`,
        ]),
      fix: [
        `close what else uses these CPUs, ${isLadder ? 'offer lower --rates, ' : ''}or give the load more CPUs: --load-cpus`,
      ],
    }),
  ];
}
