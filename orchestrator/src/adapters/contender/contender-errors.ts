import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { LINES_LOOKED_AT, lastMessages } from '../../domain/last-messages.ts';
import { redactUrl } from '../../domain/redact.ts';
import type { ExitFacts } from '../../ports/contender-runtime.ts';
import type { LogTail } from './log-tail.ts';

/** Lines of the contender's own output that an error shows. */
const SHOWN_LINES = 8;

/** Of a shell and of taskset, where there is no such program. */
const NOT_FOUND = 127;

/** E.g. `exited (code 1)`, `was ended by SIGKILL`. */
export function describeExit(exit: ExitFacts): string {
  if (exit.signal !== null) return `was ended by ${exit.signal}`;
  return exit.code === null ? 'could not be started' : `exited (code ${exit.code})`;
}

/** What the contender said last, and where the rest is. */
export function lastWords(log: LogTail): [label: string, text: string][] {
  const lines = lastMessages(log.last(LINES_LOOKED_AT), SHOWN_LINES).map((line): [string, string] => [
    'last',
    redactUrl(line),
  ]);
  return [
    ...(lines.length > 0 ? lines : [['last', 'it printed nothing'] as [string, string]]),
    ['log', log.file],
  ];
}

export function exitedBeforeReady(spec: ContenderSpec, exit: ExitFacts, log: LogTail): LabError {
  const { id, readinessPath } = spec;
  return new LabError(
    'LAB_CONTENDER_NOT_READY',
    `${id} ${describeExit(exit)} before GET ${readinessPath} answered.`,
    {
      seen: lastWords(log),
      fix: [
        ...(exit.code === NOT_FOUND
          ? ['its program was not found: give its path, or a name on the PATH']
          : []),
        isOwn(spec) ? ownEnvironment(spec) : lookAt(id),
      ],
    },
  );
}

export function neverReady(
  spec: ContenderSpec,
  timeoutMs: number,
  saw: readonly (string | null)[],
  log: LogTail,
): LabError {
  const { id, readinessPath } = spec;
  return new LabError(
    'LAB_CONTENDER_NOT_READY',
    `${id} did not answer GET ${readinessPath} with 2xx within ${Math.round(timeoutMs / 100) / 10} s.`,
    {
      seen: [
        ...saw.filter((text) => text !== null).map((text): [string, string] => ['saw', text]),
        ...lastWords(log),
      ],
      fix: isOwn(spec)
        ? [
            `if it listens on another port: --port 3000; ${whereReachable(spec)}`,
            'if another path says that it is ready: --ready /health',
            'if it needs longer: --ready-timeout 60s',
          ]
        : [lookAt(id)],
    },
  );
}

export function exitedAfterReady(spec: ContenderSpec, exit: ExitFacts, log: LogTail): LabError {
  return new LabError('LAB_CONTENDER_EXITED', `${spec.id} ${describeExit(exit)} after it had been ready.`, {
    seen: lastWords(log),
    fix: isOwn(spec) ? [ownEnvironment(spec)] : [lookAt(spec.id)],
  });
}

function ownEnvironment(spec: ContenderSpec): string {
  return ofComposeFile(spec)
    ? `docker compose up ${spec.id} shows whether it starts outside of the lab; in a run nothing of the internet can be reached`
    : 'it is given PATH, HOST, PORT and NODE_ENV=production, and nothing else: --service-env NAME=value adds to it';
}

function whereReachable(spec: ContenderSpec): string {
  return ofComposeFile(spec)
    ? 'in its container it must listen on 0.0.0.0, and not on 127.0.0.1 alone'
    : 'it must be reachable at 127.0.0.1';
}

function ofComposeFile({ launch }: ContenderSpec): boolean {
  return launch.docker?.own !== undefined;
}

/** Nobody knows the contract of somebody's own service; no scenario of ours starts it. */
function isOwn({ contract }: ContenderSpec): boolean {
  return contract === undefined;
}

function lookAt(id: string): string {
  return `npm run lab -- --scenario smoke --only ${id} --verbose`;
}

export function impostor(id: string, port: number, holder: string): LabError {
  return new LabError(
    'LAB_CONTENDER_IMPOSTOR',
    `Port ${port} is answered by a process that is not ${id}, so nothing it answers may be credited to ${id}.`,
    {
      seen: [['holder', holder]],
      fix: ['end that program and run again', 'npm run lab -- clean ends what an earlier lab left behind'],
    },
  );
}
