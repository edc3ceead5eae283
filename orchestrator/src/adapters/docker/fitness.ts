import { LabError } from '../../domain/errors.ts';
import { describeEngine, type EngineFacts } from './engine-facts.ts';

/** Engine 20.10: the first with cgroup v2, one-shot stats and cpusets for rootless engines. */
export const OLDEST_API = '1.41';

/** Why nothing can be measured on this engine (LAB_DOCKER_UNFIT), or null. */
export function fitness(facts: EngineFacts): LabError | null {
  if (facts.kind === 'podman') {
    return unfit(facts, 'This is Podman, which the lab does not measure on.', [
      ['works', 'starting, pinning and removing containers by its Docker API'],
      [
        'does not',
        'its limits and statistics differ by version, its internal networks reach the host, and nothing of that is tested',
      ],
      'use a Docker engine (DOCKER_HOST names one), or --runtime process',
    ]);
  }
  if (facts.osType !== 'linux') {
    return unfit(
      facts,
      `The engine runs ${facts.osType || 'unknown'} containers, the lab needs Linux ones.`,
      ['Docker Desktop: switch to Linux containers in its menu'],
    );
  }
  if (compareVersions(facts.apiVersion, OLDEST_API) < 0) {
    return unfit(
      facts,
      `The engine is older than 20.10 (API ${facts.apiVersion}, ${OLDEST_API} is needed).`,
      ['update Docker: https://docs.docker.com/engine/install'],
    );
  }
  if (!facts.canPin) return cannotPin(facts);
  return null;
}

function cannotPin(facts: EngineFacts): LabError {
  return unfit(
    facts,
    'The engine cannot pin containers to CPUs.',
    facts.rootless
      ? [
          ['why', 'a rootless engine may use cpusets only where systemd delegates them to its user'],
          facts.cgroupVersion === '2'
            ? "delegate it: a file /etc/systemd/system/user@.service.d/delegate.conf with '[Service]' and 'Delegate=cpu cpuset io memory pids'; then systemctl daemon-reload, and log in again"
            : 'boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1) and delegate cpuset to your user',
          'or use --runtime process',
        ]
      : [
          ['why', 'its kernel has no cpuset controller, or the engine cannot see it'],
          'docker info shows what is missing; or use --runtime process',
        ],
  );
}

/** A pair is something seen, a string something to do. */
function unfit(facts: EngineFacts, message: string, lines: readonly (string | [string, string])[]): LabError {
  return new LabError('LAB_DOCKER_UNFIT', message, {
    seen: [['engine', describeEngine(facts)], ...lines.filter((line) => typeof line !== 'string')],
    fix: lines.filter((line) => typeof line === 'string'),
  });
}

/** What is worth knowing about a fit engine, for the run's notes. */
export function engineNotes(facts: EngineFacts): string[] {
  return [
    facts.kind === 'docker-desktop'
      ? 'Docker Desktop runs containers in a virtual machine: they are pinned to its CPUs, which the host moves as it likes'
      : null,
    facts.canLimitMemory ? null : 'the engine cannot limit memory: contenders run without their limits',
    facts.canLimitPids ? null : 'the engine cannot limit the number of processes',
    facts.onThisKernel
      ? null
      : 'containers run on another kernel than the lab: their host is seen by the engine only',
  ].filter((note) => note !== null);
}

/** Like a comparator, for `1.41`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let at = 0; at < 2; at += 1) {
    const difference = (left?.[at] || 0) - (right?.[at] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
