import type { MachineFacts } from '../../domain/machine-facts.ts';
import type { ContenderRecord, RunRecord } from '../../domain/run-record.ts';
import { formatCpuList } from '../../domain/units.ts';
import { contenderName } from '../contender-name.ts';
import { count, megabytes } from '../text/numbers.ts';

/** A name and what is known of it, `?` where nothing is. */
export type Fact = readonly [name: string, text: string];

/** The machine as machine.json has it, and how the run divided it. */
export function machineFactList({ cpus }: RunRecord, machine: MachineFacts | null): Fact[] {
  return [
    ['server CPUs', formatCpuList(cpus.server)],
    ['load CPUs', formatCpuList(cpus.load)],
    ['housekeeping CPUs', formatCpuList(cpus.housekeeping)],
    ...cpus.notes.map((note): Fact => ['CPUs', note]),
    ...(machine === null ? [['machine', '?'] as const] : ofMachine(machine)),
  ];
}

/** An older lab may have written fewer of them. */
function ofMachine(machine: Partial<MachineFacts>): Fact[] {
  return [
    ['CPU model', known(machine.cpuModel)],
    ['usable CPUs', known(machine.cpus, formatCpuList)],
    ['CPUs that share a core', known(machine.smtSiblings, groups)],
    ['memory nodes', known(machine.numaNodes, groups)],
    ['memory', megabytes(machine.memoryMb)],
    ['system', [machine.platform, machine.arch, machine.distribution].map((one) => known(one)).join(', ')],
    ['kernel', known(machine.kernel)],
    ['virtual machine', machine.virtualMachine ?? 'no sign of one'],
    ['container', known(machine.container, yesNo)],
    ['cgroup', known(machine.cgroup)],
    ['limits of the lab', known(machine.ownLimits, limits)],
    ['CPU frequency governor', known(machine.governor)],
    ['turbo', known(machine.turbo, yesNo)],
    ['on battery', known(machine.onBattery, yesNo)],
    ['load average before the run', known(machine.loadAverage, loads)],
    ['open files', count(machine.openFilesLimit)],
    ['ephemeral ports', known(machine.ephemeralPorts, (ports) => ports.join(' to '))],
    ['listen backlog (somaxconn)', count(machine.somaxconn)],
    ['pinning', machine.pinning ?? 'none'],
    ['mitigations', known(machine.mitigations, pairs)],
    ['versions', known(machine.versions, pairs)],
  ];
}

/** What each contender is made of and set to. */
export function contenderFacts(contenders: readonly ContenderRecord[]): Fact[] {
  return contenders.map((contender) => {
    const { framework, settings, source } = contender;
    const made = framework === null ? [] : [`${framework.name} ${framework.version}`];
    const set = Object.keys(settings).length === 0 ? [] : [pairs(settings)];
    return [contenderName(contender), [...made, ...set, source].join('; ')];
  });
}

function known<T>(value: T | null | undefined, words: (value: T) => string = String): string {
  return value === null || value === undefined ? '?' : words(value);
}

function groups(sets: readonly (readonly number[])[]): string {
  return sets.map(formatCpuList).join(' | ') || 'none';
}

function limits({ cpus, memoryMb }: NonNullable<MachineFacts['ownLimits']>): string {
  return `${cpus === null ? 'any' : cpus} CPUs, ${memoryMb === null ? 'any memory' : megabytes(memoryMb)}`;
}

function loads(averages: readonly number[]): string {
  return averages.map((one) => one.toFixed(2)).join(', ') || '?';
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function pairs(values: Readonly<Record<string, string>>): string {
  const texts = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return texts.join(', ') || '?';
}
