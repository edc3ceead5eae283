import type { ContenderSpec } from '../../domain/contender.ts';
import type { Clock } from '../../ports/clock.ts';
import { exitedBeforeReady, neverReady } from '../contender/contender-errors.ts';
import type { ContenderChild } from './child.ts';
import { notHonoured } from './pinning.ts';
import { waitForReadiness } from './readiness.ts';

/**
 * Returns when the contender is ready: with telemetry it has said that it listens, and in any case
 * its readiness path answers 2xx. `elsewhere` says on what else it listens. Throws LAB_CONTENDER_NOT_READY with what it saw and the
 * contender's last lines, LAB_PINNING_NOT_HONOURED where taskset refused, or the signal's reason.
 */
export async function awaitReady(
  spec: ContenderSpec,
  child: ContenderChild,
  address: { readonly host: string; readonly port: number },
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly cpus: string },
  clock: Clock,
  elsewhere: () => string | null,
): Promise<void> {
  const ended = new AbortController();
  void child.exited.then(() => ended.abort());
  const giveUp = AbortSignal.any([ended.signal, limits.signal, AbortSignal.timeout(limits.timeoutMs)]);

  const listening = spec.launch.process?.telemetry ? await child.telemetry.untilListening(giveUp) : true;
  const readiness = listening
    ? await waitForReadiness(address, spec.readinessPath, clock, giveUp)
    : { ready: false as const, saw: 'it never said that it listens (telemetry line "listening")' };

  limits.signal.throwIfAborted();
  if (child.hasExited()) {
    const refused = child.log.last(1).find((line) => line.startsWith('taskset: failed to set'));
    if (refused) throw notHonoured(spec.id, limits.cpus, null, refused);
    throw exitedBeforeReady(spec, await child.exited, child.log);
  }
  if (!readiness.ready) {
    throw neverReady(spec, limits.timeoutMs, [readiness.saw, elsewhere()], child.log);
  }
}
