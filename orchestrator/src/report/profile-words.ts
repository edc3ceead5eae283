import type { ProfileDocument } from '../domain/profile/profile-document.ts';
import { usPerRequest } from '../domain/profile/profile-figures.ts';
import { count, percent, rate, threeDigits, timeSpan } from './text/numbers.ts';

/** Less of it changes no share by more than that, which no reader would call a difference. */
const TOLD_UNSEEN_SHARE = 0.01;

/** Beyond what sampling itself and the ends of the step make of it. */
const TOLD_WAITING = 1.25;

export function profileTitle({ contender, scenario, step, node, machine }: ProfileDocument): string {
  const where = `${node === null ? '' : ` · Node ${node.replace(/^v/, '')}`} · ${machine.cpuModel ?? '? CPU'}`;
  return `profile ${contender} · ${scenario} · ${rate(step.ratePerSec)} for ${timeSpan(step.durationS)}${where}`;
}

/** How far the tables can be believed. */
export function profileNotes(profile: ProfileDocument): string[] {
  return [
    'A profiled step is not a measurement: the profiler uses the service’s CPUs itself. Rates, latencies and times of it are comparable with nothing but other rows of this profile.',
    ...deliveryNotes(profile),
    samplesNote(profile),
    ...[waitingNote(profile), unseenNote(profile)].flatMap((note) => note ?? []),
    intervalNote(profile),
    ...profile.notes,
  ];
}

/** What the load came to, which the times per request are divided by. */
function deliveryNotes({ step }: ProfileDocument): string[] {
  const { ratePerSec, achievedPerSec, completed, verdict, reason, detail } = step;
  const load = `${rate(ratePerSec)} were offered and ${rate(achievedPerSec)} answered as wanted; times per request are divided by ${count(completed)} responses.`;
  return verdict === 'held' ? [load] : [`${load} The step is ${verdict}: ${reason}. ${detail}`];
}

function samplesNote({ samples, profiler, threads, busyMs, cpuUsPerRequest, step }: ProfileDocument): string {
  const idleMs = threads.reduce((sum, thread) => sum + thread.idleMs, 0);
  const idle = idleMs === 0 ? '' : `, ${percent(idleMs / (idleMs + busyMs))} of the sampled time idle`;
  const seen = threeDigits(usPerRequest(busyMs * 1000, step));
  const charged =
    cpuUsPerRequest === null
      ? ''
      : `, the kernel charged ${threeDigits(cpuUsPerRequest)} µs of CPU for one, with the profiler’s own`;
  return `${count(samples.all)} samples of ${count(threads.length)} threads (${profiler.name}, every ${threeDigits(profiler.intervalUs / 1000)} ms), ${count(samples.busy)} of them busy${idle}. Busy time is ${threeDigits(busyMs)} ms, ${seen} µs a request${charged}.`;
}

/** Null where busy time is about what the kernel charged, or where that is unknown. */
function waitingNote({ busyMs, cpuUsPerRequest, step }: ProfileDocument): string | null {
  const seen = usPerRequest(busyMs * 1000, step);
  if (seen === null || cpuUsPerRequest === null || seen < TOLD_WAITING * cpuUsPerRequest) return null;
  return `That is ${threeDigits(seen / cpuUsPerRequest)} times as much: threads waited for their CPU, or were blocked, where they are shown at work. Times are too long by it; shares among what only computes are not.`;
}

/** Gaps in the samples; null where there are as good as none. */
function unseenNote({ threads }: ProfileDocument): string | null {
  const sum = (of: 'busyMs' | 'idleMs' | 'unseenMs'): number =>
    threads.reduce((ms, thread) => ms + thread[of], 0);
  const share = sum('unseenMs') / (sum('unseenMs') + sum('busyMs') + sum('idleMs'));
  if (!(share >= TOLD_UNSEEN_SHARE)) return null;
  return `For ${percent(share)} of the time nothing was sampled, because a thread or its profiler waited for a CPU: that time is in no row. Others use the service’s CPUs.`;
}

function intervalNote({ samples }: ProfileDocument): string {
  return `Shares are of busy time; their intervals are for the chance of sampling alone, as if the ${count(samples.busy)} busy samples were independent.`;
}
