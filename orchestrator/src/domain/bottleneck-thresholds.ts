import type { Threshold } from './thresholds.ts';

/** Part of the one table in thresholds.ts: when a step that was not held gets which label. */
export const BOTTLENECK_THRESHOLDS = {
  stepStealShare: {
    value: 0.03,
    unit: 'share of a CPU',
    what: 'More stolen time over a whole step labels it `host-noise`.',
    why: 'Over the seconds of a step the ticks of 10 ms average out; 3 % of a CPU is more than the differences that comparisons look for.',
  },
  stepForeignShare: {
    value: 0.03,
    unit: 'share of the server CPUs',
    what: 'More CPU use by others on the server CPUs over a whole step labels it `host-noise`.',
    why: 'As for stolen time; kernel threads that work for the contender stay below it.',
  },
  throttledShare: {
    value: 0.01,
    unit: 'share of periods',
    what: 'More periods that ended by the CPU quota label a step `cpu-quota`.',
    why: 'A throttled period of 100 ms stops everything for up to 100 ms; 1 % of them is all that a p99 allows.',
  },
  generatorCpuShare: {
    value: 0.8,
    unit: 'share of its CPUs',
    what: 'A generator busier than this labels a step `generator`.',
    why: 'It has no room left for a bad moment. Not asked of the built-in one, which watches the clock while it waits: its lag tells.',
  },
  generatorPauseShare: {
    value: 0.2,
    unit: 'share of the latency objective',
    what: 'A longer collection of the generator labels a step `generator`.',
    why: 'Everything that comes in meanwhile looks that much slower.',
  },
  stalledS: {
    value: 2,
    unit: 'seconds in a row',
    what: 'With requests open and none answered for as long, a step is `service-stalled`.',
    why: 'One second can be one long collection or call; two whole ones are at least two seconds without any progress.',
  },
  busyCpuShare: {
    value: 0.9,
    unit: 'share of the CPUs it can use',
    what: 'A service that uses as much is limited by them: `service-cpu`.',
    why: 'With up to 3 % stolen and 3 % used by others, a service that never idles shows 94 %; the rest is the edges of the readings.',
  },
  idleCpuShare: {
    value: 0.7,
    unit: 'share of the CPUs it can use',
    what: 'Below it a slow service waits for something (`service-wait`, or `service-blocked`); from here on it queues (`service-queueing`).',
    why: 'At 70 % a queue with random service is 3.3 service times long (1 / (1 − ρ)): tight objectives are missed by that alone.',
  },
  fullLoop: {
    value: 0.95,
    unit: 'event-loop utilisation',
    what: 'An event loop that is never idle: with little CPU it is blocked, with idle neighbours it is the one that has all the work.',
    why: 'Utilisation counts every moment outside of the poll; a loop with room to breathe is seldom above 0.9.',
  },
  blockedLoop: {
    value: 0.8,
    unit: 'event-loop utilisation',
    what: 'A loop as busy as this that uses the CPU for less than half of that is `service-blocked` as well.',
    why: 'A blocked worker answers seldom and late, so its figure may hold an idle second from before the load: 0.84 to 1 was read from loops that never rested.',
  },
  roomyLoop: {
    value: 0.85,
    unit: 'event-loop utilisation',
    what: 'Workers below it have room; uneven ones are a bottleneck only where the busiest is above it.',
    why: 'Far enough from a full loop that the two are not confused in a step of a few seconds.',
  },
  requestSkew: {
    value: 1.15,
    unit: 'times the mean',
    what: 'A worker that completes more, and is busy, labels a step `service-imbalance`.',
    why: 'Then 13 % of the capacity lies idle when the first worker is full.',
  },
  skewRequests: {
    value: 400,
    unit: 'requests a worker',
    what: 'Needed to tell an uneven distribution from chance.',
    why: 'The count of 400 varies by 5 % (its square root), so 1.15 is three standard deviations away.',
  },
  gcShare: {
    value: 0.1,
    unit: 'share of the wall time',
    what: 'A worker that collects garbage for longer labels a step `service-memory`.',
    why: 'A healthy worker of these services shows 1 to 3 %.',
  },
  memoryPressureShare: {
    value: 0.01,
    unit: 'share of the time',
    what: 'More time in which some task waited for memory labels a step `service-memory`.',
    why: 'A machine with enough memory shows none; 1 % is all that a p99 allows.',
  },
  retransmitShare: {
    value: 0.001,
    unit: 'share of the requests sent',
    what: 'More segments sent again label a step `network`.',
    why: 'A retransmission takes 200 ms at least; 0.1 % is the whole error objective, and loopback has none.',
  },
  retransmits: {
    value: 10,
    unit: 'segments',
    what: 'Needed to label a step `network` by segments sent again.',
    why: "The counter is the whole machine's: one segment of somebody else was 0.56 % of 180 requests, and called a lock a network. Ten within a step of a few seconds are more than neighbours leave behind.",
  },
  listenOverflows: {
    value: 10,
    unit: 'connections',
    what: 'More that overflowed a listen backlog label a step `network`.',
    why: 'The counter is the whole machine’s, and one connection of somebody else would call a lock a network; a backlog that matters overflows again with every retry.',
  },
  softirqShare: {
    value: 0.3,
    unit: 'share of a CPU',
    what: 'More soft interrupts on one server CPU label a step `network`.',
    why: 'A third of a CPU for packets is taken from the service on it.',
  },
} satisfies Record<string, Threshold>;
