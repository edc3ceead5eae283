import type { LaunchRecord } from '../domain/run-record.ts';
import { warmUpDecision } from '../domain/warm-up.ts';
import type { LaunchContext } from './launch-context.ts';
import { offerLoad } from './offer-load.ts';

/**
 * Loads the contender until its CPU time per request shows no trend any more, for at least `minS`
 * and at most `maxS` seconds. A launch that never gets there is labelled, not thrown away.
 */
export async function warmUp(
  context: LaunchContext,
  launchName: string,
): Promise<NonNullable<LaunchRecord['warmUp']>> {
  const { parts, scenario, contender } = context;
  const { ratePerSec, maxS } = scenario.warmUp;
  const cpuUsPerRequest: number[] = [];
  let steady = false;
  await offerLoad(
    context,
    { id: `${launchName}-warm-up`, ratePerSec, durationS: maxS, leadInS: 0 },
    (load, server, monitor) => {
      parts.emit({ type: 'second', contender: contender.spec.id, step: null, ratePerSec, load, server });
      const [before, now] = monitor.samples.slice(-2);
      const cpuUs = before?.contender && now?.contender ? now.contender.cpuUs - before.contender.cpuUs : null;
      if (load.phase === 'load' && cpuUs !== null && load.counts.completed > 0) {
        cpuUsPerRequest.push(cpuUs / load.counts.completed);
      }
      const decision = warmUpDecision(cpuUsPerRequest, scenario.warmUp);
      steady = decision === 'steady';
      return decision === 'continue' ? undefined : 'stop';
    },
  );
  context.signal.throwIfAborted();
  return {
    seconds: cpuUsPerRequest.length,
    steady,
    cpuUsPerRequest: cpuUsPerRequest.at(-1) ?? null,
  };
}
