import { type Difference, type MachineIdentity, runDifferences } from './run-differences.ts';
import type { RunRecord } from './run-record.ts';

/** What of a machine may explain another result, beyond what makes it another one. */
export interface MachineDetails extends MachineIdentity {
  readonly distribution: string | null;
  readonly memoryMb: number | null;
  readonly cgroup: string | null;
  readonly governor: string | null;
  readonly turbo: boolean | null;
  readonly onBattery: boolean | null;
}

export interface RunOnDetailedMachine {
  readonly record: RunRecord;
  /** Null where the run does not tell. */
  readonly machine: MachineDetails | null;
}

/** Everything recorded that differs between a run and the one that did it again. */
export function reproductionDifferences(
  original: RunOnDetailedMachine,
  rerun: RunOnDetailedMachine,
): Difference[] {
  return [
    ...runDifferences(original, rerun),
    ...between(detailsOf(original.machine), detailsOf(rerun.machine)),
    ...between(softwareOf(original.record), softwareOf(rerun.record)),
    ...uncommitted(original.record, rerun.record),
    ...between(contendersOf(original.record), contendersOf(rerun.record)),
  ];
}

type Facts = Readonly<Record<string, string>>;

/** Only what both have: an image or a contender of one run is no difference of the other's. */
function between(original: Facts, rerun: Facts): Difference[] {
  return Object.entries(original).flatMap(([what, a]) => {
    const b = rerun[what];
    return b === undefined || a === b ? [] : [{ what, a, b }];
  });
}

function detailsOf(machine: MachineDetails | null): Facts {
  if (machine === null) return {};
  const { distribution, memoryMb, cgroup, governor, turbo, onBattery } = machine;
  return {
    distribution: textOf(distribution),
    // What the kernel keeps for itself differs from boot to boot.
    memory: memoryMb == null ? '?' : `${Math.round(memoryMb / 1024)} GB`,
    cgroup: textOf(cgroup),
    'CPU governor': textOf(governor),
    turbo: textOf(turbo),
    'on battery': textOf(onBattery),
  };
}

function softwareOf({ lab, node, engine, images }: RunRecord): Facts {
  return {
    lab: lab.version,
    'commit of the lab': textOf(lab.commit),
    'Node of the lab': node.orchestrator,
    'Docker engine': engine === null ? 'none' : `${engine.version}, cgroup ${engine.cgroup}`,
    ...Object.fromEntries(images.map(({ tag, id }) => [`image ${tag}`, id])),
  };
}

/** Changes that stand in no commit may be others, even where both runs had some. */
function uncommitted(original: RunRecord, rerun: RunRecord): Difference[] {
  const [a, b] = [original.lab.dirty, rerun.lab.dirty].map((dirty) =>
    dirty === null ? '?' : dirty ? 'some, which is not known' : 'none',
  ) as [string, string];
  return a === 'none' && b === 'none' ? [] : [{ what: 'changes since that commit', a, b }];
}

function contendersOf({ contenders }: RunRecord): Facts {
  return Object.fromEntries(
    contenders.flatMap(({ id, framework, settings }) => [
      [`version of ${id}`, framework === null ? 'none' : `${framework.name} ${framework.version}`],
      [`settings of ${id}`, settingsText(settings)],
    ]),
  );
}

function settingsText(settings: Facts): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}

function textOf(value: string | boolean | null | undefined): string {
  return String(value ?? '?');
}
