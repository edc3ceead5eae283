import type { ContenderSpec, DockerLaunch } from '../../domain/contender.ts';
import type { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ExitFacts } from '../../ports/contender-runtime.ts';
import type { HttpProbe } from '../../ports/http-probe.ts';
import { exitedBeforeReady, neverReady } from '../contender/contender-errors.ts';
import type { LogTail } from '../contender/log-tail.ts';
import type { TelemetryFeed } from '../contender/telemetry-reader.ts';
import { outOfMemory } from './out-of-memory.ts';

const ATTEMPT_MS = 1_000;
const PAUSE_MS = 50;

export interface StartingContender {
  readonly spec: ContenderSpec;
  readonly launch: DockerLaunch;
  readonly address: { readonly host: string; readonly port: number };
  readonly log: LogTail;
  readonly telemetry: TelemetryFeed;
  readonly exited: Promise<ExitFacts>;
}

/**
 * Returns when the contender is ready: with telemetry it has said that it listens, and in any case
 * its readiness path answers 2xx. Throws LAB_CONTENDER_NOT_READY or LAB_CONTENDER_OUT_OF_MEMORY with
 * its last lines, or the signal's reason.
 */
export async function awaitContender(
  starting: StartingContender,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
  { probe, clock }: { readonly probe: HttpProbe; readonly clock: Clock },
): Promise<void> {
  const { spec, launch, log, telemetry, exited } = starting;
  let exit: ExitFacts | null = null;
  const ended = new AbortController();
  void exited.then((facts) => {
    exit = facts;
    ended.abort();
  });
  const giveUp = AbortSignal.any([ended.signal, limits.signal, AbortSignal.timeout(limits.timeoutMs)]);

  const listens = !launch.telemetry || (await telemetry.untilListening(giveUp));
  const saw = listens
    ? await askUntilReady(starting, probe, clock, giveUp)
    : 'it never said that it listens (telemetry line "listening")';

  limits.signal.throwIfAborted();
  if (exit !== null) throw endedEarly(spec, launch, exit, log);
  if (saw !== null) throw neverReady(spec, limits.timeoutMs, [saw], log);
}

function endedEarly(spec: ContenderSpec, launch: DockerLaunch, exit: ExitFacts, log: LogTail): LabError {
  return exit.outOfMemory
    ? outOfMemory(spec, launch, 'before it was ready', log)
    : exitedBeforeReady(spec, exit, log);
}

/** Null once the path has answered 2xx; else what the last attempt saw. */
async function askUntilReady(
  { spec, address }: StartingContender,
  probe: HttpProbe,
  clock: Clock,
  giveUp: AbortSignal,
): Promise<string | null> {
  const wire = Buffer.from(
    `GET ${spec.readinessPath} HTTP/1.1\r\nHost: ${address.host}:${address.port}\r\nConnection: close\r\n\r\n`,
  );
  let saw = 'nothing answered';
  while (!giveUp.aborted) {
    const answer = await Promise.race([
      probe.exchange(address, wire, 'GET', ATTEMPT_MS).then(
        ({ status }) => status,
        (error: Error) => error.message,
      ),
      aborted(giveUp),
    ]);
    if (typeof answer === 'number' && answer >= 200 && answer <= 299) return null;
    if (answer !== null) saw = typeof answer === 'number' ? `status ${answer}` : answer;
    await clock.sleep(PAUSE_MS, giveUp).catch(() => undefined);
  }
  return saw;
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
