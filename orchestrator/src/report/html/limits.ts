import type { RunRecord } from '../../domain/run-record.ts';
import { PACE } from '../run-notes.ts';
import { count } from '../text/numbers.ts';

/** What nobody may read into a run; every sentence is true of this record. */
export function whatItDoesNotShow({ scenario, runtime, generator, cpus }: RunRecord): string[] {
  const { policy, requests, pacing, connections } = scenario;
  const kinds = requests.map(({ name }) => name).join(', ');
  const pool = generator.name === 'builtin' ? `on ${count(connections)} connections ` : '';
  return [
    'Another machine, other settings of the services, or another day: all of it was one sitting on one machine.',
    `Traffic of another kind: requests (${kinds}) came ${pool}with ${PACE[pacing]} from one machine; users come in bursts and from many places.`,
    runtime === 'process'
      ? 'A network: load and service spoke over loopback, where the kernel charges part of receiving to the sender.'
      : 'A network between machines: load and service spoke over a bridge of one machine.',
    ...(policy.kind === 'ladder'
      ? ['A capacity: rates between the steps of the ladder were not tried.']
      : []),
    ...(generator.name === 'builtin'
      ? []
      : ['Latency below a millisecond of what k6 offered: it is itself about 0.5 ms late.']),
    ...(cpus.rankable ? [] : ['Which service is faster: server and load did not have CPUs of their own.']),
    'That two services are equal: what cannot be separated may still differ by less than this run could see.',
    'Anything where a `?` stands: it is not known, or too few samples support it.',
  ];
}
