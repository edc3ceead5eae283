import { LabError } from '../../domain/errors.ts';
import type { Dependency } from '../../domain/own-stack.ts';
import type { Clock } from '../../ports/clock.ts';
import { describeExit, lastWords } from '../contender/contender-errors.ts';
import type { LogTail } from '../contender/log-tail.ts';
import type { ContainerExit, LabContainer } from './lab-container.ts';

/** Between two looks. Nobody is measured yet, and a second saved counts at every launch. */
const PAUSE_MS = 200;
/** One look: Compose's own timeout of a check. What hangs cannot be ended, and goes on in its container. */
const CHECK_MS = 30_000;
/** Hung looks in a row: Compose's own retries. */
const HUNG_CHECKS = 3;
/** Migrations of a large schema take minutes; what takes longer is better done once, in an image. */
const COMPLETE_MS = 180_000;

interface Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Returns when a dependency is as its file wants it: ended with 0, or passing its health check where it
 * has one. The lab asks the check itself, at once and only now: asked by the engine it would go on, each
 * few seconds, beside the load. Throws LAB_DEPENDENCY_NOT_READY with its last lines.
 */
export async function awaitDependency(
  { container: own, awaited }: Dependency,
  container: LabContainer,
  log: LogTail,
  waiting: Waiting,
): Promise<void> {
  const { service, health } = own;
  if (awaited === 'completed') return untilCompleted(service, container, log, waiting);
  const check = checkCommand(health.test ?? container.imageHealthTest);
  if (check !== null) return untilHealthy(service, { check, limitS: health.limitS }, container, log, waiting);
  if (awaited === 'started') {
    const exit = await Promise.race([container.exited, Promise.resolve(null)]);
    if (exit !== null && exit.code !== 0) throw ended(service, exit, log, 'at once');
    return;
  }
  throw notReady(
    `${service} is awaited to be healthy, and neither the file nor its image has a health check.`,
    log,
    [`give ${service} a healthcheck in the Compose file, e.g. test: ["CMD", "pg_isready"]`],
  );
}

async function untilHealthy(
  service: string,
  { check, limitS }: { readonly check: readonly string[]; readonly limitS: number },
  container: LabContainer,
  log: LogTail,
  { clock, signal }: Waiting,
): Promise<void> {
  const deadlineMs = clock.nowMs() + limitS * 1000;
  let exit: ContainerExit | null = null;
  void container.exited.then((facts) => {
    exit = facts;
  });
  let saw = 'it was not asked yet';
  let hung = 0;
  while (clock.nowMs() < deadlineMs) {
    signal.throwIfAborted();
    const askedMs = clock.nowMs();
    const limitMs = Math.min(CHECK_MS, Math.max(1, deadlineMs - askedMs));
    const end = await container.run(check, { limitMs, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      return { code: null, stdout: '', stderr: error instanceof Error ? error.message : String(error) };
    });
    if (end.code === 0) return;
    // A timer may be a little early.
    hung = clock.nowMs() - askedMs > CHECK_MS - PAUSE_MS ? hung + 1 : 0;
    saw =
      `${check.join(' ')}: code ${end.code ?? '?'} ${lastLine(end.stderr) || lastLine(end.stdout)}`.trim();
    await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    if (exit !== null) throw ended(service, exit, log, 'before its health check passed');
    if (hung === HUNG_CHECKS) {
      throw notReady(
        `The health check of ${service} took longer than ${CHECK_MS / 1000} s, ${HUNG_CHECKS} times in a row.`,
        log,
        ['the check must come to its end by itself: give it a limit of its own, e.g. curl --max-time 2'],
        saw,
      );
    }
  }
  throw notReady(
    `The health check of ${service} did not pass within ${limitS} s.`,
    log,
    [
      'see its log; the check must end with 0 inside of its container',
      'where it only needs longer: start_period of its healthcheck',
    ],
    saw,
  );
}

async function untilCompleted(
  service: string,
  container: LabContainer,
  log: LogTail,
  { clock, signal }: Waiting,
): Promise<void> {
  const over = new AbortController();
  const limit = clock.sleep(COMPLETE_MS, AbortSignal.any([over.signal, signal])).then(
    () => null,
    () => null,
  );
  const exit = await Promise.race([container.exited, limit]);
  over.abort();
  signal.throwIfAborted();
  if (exit === null) {
    throw notReady(`${service} did not come to its end within ${COMPLETE_MS / 1000} s.`, log, [
      'what takes so long at every launch is better done once, in an image or in a dump that is loaded',
    ]);
  }
  if (exit.code !== 0) throw ended(service, exit, log, 'and what depends on it needs it to end well');
}

function ended(service: string, exit: ContainerExit, log: LogTail, why: string): LabError {
  return notReady(`${service} ${describeExit(exit)} ${why}.`, log, [
    `docker compose up ${service} shows the same outside of the lab`,
  ]);
}

function notReady(message: string, log: LogTail, fix: readonly string[], saw?: string): LabError {
  const seen = saw === undefined ? [] : [['saw', saw] as const];
  return new LabError('LAB_DEPENDENCY_NOT_READY', message, { seen: [...seen, ...lastWords(log)], fix });
}

/** Null where there is none, or where it is switched off. */
function checkCommand(test: readonly string[] | null): readonly string[] | null {
  const [kind, ...words] = test ?? ['NONE'];
  if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', words.join(' ')];
  return kind === 'CMD' && words.length > 0 ? words : null;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
