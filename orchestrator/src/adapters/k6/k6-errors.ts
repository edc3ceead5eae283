import { LabError } from '../../domain/errors.ts';
import type { K6Exit } from './k6-runner.ts';

/** k6's exit codes, `errext/exitcodes/codes.go`. */
const EXIT_CODES: Readonly<Record<number, string>> = {
  97: 'its cloud refused the test',
  98: 'its cloud ended the test',
  99: 'a threshold was crossed',
  100: 'setup() took too long',
  101: 'teardown() took too long',
  102: 'something took too long',
  103: 'its cloud could not be reached',
  104: 'it did not accept its configuration',
  105: 'it was told to stop from outside',
  106: 'its REST server could not start',
  107: 'its script threw an exception',
  108: 'its script ended the test',
  109: 'its script crashed',
};

/** Why a step of k6 has no result, with its own last words. */
export function k6Failed(exit: K6Exit, lastLines: readonly string[]): LabError {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
  const known = exit.code === null ? undefined : EXIT_CODES[exit.code];
  const why = exit.oomKilled ? 'it ran out of memory' : known;
  return new LabError(
    'LAB_GENERATOR_FAILED',
    `k6 ended in the middle of a step: ${why === undefined ? how : `${why} (${how})`}.`,
    {
      seen: lastLines.map((line) => ['k6 said', line] as const),
      fix: [
        'the step is not counted; run it again, and report this if it comes back',
        '--generator builtin does without k6',
      ],
    },
  );
}

/** k6 ended as if all were well, and told nothing that can be read. */
export function k6ToldNothing(lastLines: readonly string[], cause?: unknown): LabError {
  return new LabError('LAB_GENERATOR_FAILED', 'k6 ended without a result that can be read.', {
    seen: lastLines.map((line) => ['k6 said', line] as const),
    fix: ['the step is not counted; run it again, and report this if it comes back'],
    cause,
  });
}

/** k6 took the CPUs it was given for others. */
export function k6NotPinned(cpus: readonly number[]): LabError {
  return new LabError('LAB_PINNING_NOT_HONOURED', 'The kernel did not give k6 the CPUs it was asked for.', {
    seen: [['asked', cpus.join(',')]],
    fix: ['give CPUs that can be used: --load-cpus (npm run lab -- doctor lists them)'],
  });
}

/** The text of a line of k6's log: `time="…" level=warning msg="…"`. */
export function logText(line: string): string {
  const message = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  return message === undefined ? line : message.replaceAll('\\"', '"').replaceAll('\\n', ' ');
}
