import type { LaunchRecord } from '../domain/launch-record.ts';
import { type WarmUpDecision, warmUpDecision } from '../domain/warm-up.ts';
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
  let decision: WarmUpDecision = 'continue';
  const span = { id: `${launchName}-warm-up`, ratePerSec, durationS: maxS, leadInS: 0 };
  await offerLoad({ ...context, session: context.sessions.warmUp }, span, (load, server, monitor) => {
    const host = monitor.latestHost(context.cpus);
    const generator = { name: context.sessions.warmUp.name, cpuShare: load?.cpuShare ?? null, rssMb: null };
    parts.emit({
      type: 'second',
      contender: contender.spec.id,
      step: null,
      ratePerSec,
      load,
      server,
      host,
      generator,
    });
    // What still comes in after the decision is the cut-off end of the load.
    if (decision !== 'continue') return 'stop';
    const cpuUs = monitor.lastSecondCpuUs();
    if (load?.phase === 'load' && cpuUs !== null && load.counts.completed > 0) {
      cpuUsPerRequest.push(cpuUs / load.counts.completed);
    }
    decision = warmUpDecision(cpuUsPerRequest, scenario.warmUp);
    return decision === 'continue' ? undefined : 'stop';
  });
  context.signal.throwIfAborted();
  return {
    seconds: cpuUsPerRequest.length,
    steady: (decision as WarmUpDecision) === 'steady',
    cpuUsPerRequest: cpuUsPerRequest.at(-1) ?? null,
  };
}
