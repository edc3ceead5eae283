import type { RunRecord } from './run-record.ts';
import type { PolicySpec } from './scenario.ts';
import { setOf } from './settings-set.ts';

/** What of a machine must be the same for two runs to be compared. */
export interface MachineIdentity {
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly cpuModel: string | null;
  readonly cpus: readonly number[];
  readonly virtualMachine: string | null;
}

export interface RunOnMachine {
  readonly record: RunRecord;
  /** Null where the run does not tell. */
  readonly machine: MachineIdentity | null;
}

export interface Difference {
  readonly what: string;
  readonly a: string;
  readonly b: string;
}

/** What besides the contenders themselves differs between two runs. An unknown machine is not the same one. */
export function runDifferences(a: RunOnMachine, b: RunOnMachine): Difference[] {
  const [inA, inB] = [conditions(a.record), conditions(b.record)];
  const settings = Object.keys(inA).map((what) => ({ what, a: inA[what] ?? '?', b: inB[what] ?? '?' }));
  return [
    ...settings.filter((one) => one.a !== one.b),
    ...setDifferences(a.record, b.record),
    ...machineDifferences(a.machine, b.machine),
  ];
}

/**
 * Settings that one of the runs changed of a contender, where the other has another value. What a block in
 * docker-compose.yml says is the contender itself, and no condition of a run.
 */
function setDifferences(a: RunRecord, b: RunRecord): Difference[] {
  return a.contenders.flatMap((inA) => {
    const inB = b.contenders.find(({ id }) => id === inA.id);
    if (inB === undefined || inA.role === 'control') return [];
    const changed = [...setOf(inA, a.set ?? []), ...setOf(inB, b.set ?? [])].map(({ setting }) => setting);
    return [...new Set(changed)].flatMap(({ name, env }) => {
      const [valueA, valueB] = [inA.settings[env] ?? '?', inB.settings[env] ?? '?'];
      return valueA === valueB ? [] : [{ what: `${name} of ${inA.id}`, a: valueA, b: valueB }];
    });
  });
}

/** An unknown machine is listed, even beside another unknown one. */
export function machineDifferences(a: MachineIdentity | null, b: MachineIdentity | null): Difference[] {
  return machineFacts(a, b).filter((one) => one.a !== one.b || one.a === UNKNOWN_MACHINE);
}

const UNKNOWN_MACHINE = 'not recorded';

function conditions({ scenario, objective, node, runtime, generator, cpus }: RunRecord) {
  const { policy, step, warmUp, requests, pacing, connections, reuse = 'oldest', timeoutMs } = scenario;
  const { data, login, service } = scenario;
  const { name } = scenario;
  const texts = {
    policy: ratesOf(policy),
    step,
    warmUp,
    requests,
    data: data === undefined ? 'none' : (data.sha256?.slice(0, 12) ?? '?'),
    'log-in': login ?? 'none',
    reset: service?.reset ?? 'none',
    pacing,
    connections,
    reuse,
    timeoutMs,
    objective,
  };
  return {
    scenario: name,
    ...Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, plain(value)])),
    'Node of the contenders': node.contenders,
    runtime,
    generator: `${generator.name}, ${generator.burn}`,
    'server CPUs': cpus.server.join(','),
    'load CPUs': cpus.load.join(','),
  } as Readonly<Record<string, string>>;
}

/** `durationS 2, leadInS 0.5`: a value of a record for people, different for different values. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([key, one]) => {
    const isNested = typeof one === 'object' && one !== null;
    return isNested ? `${key} (${plain(one)})` : `${key} ${plain(one)}`;
  });
  return parts.join(', ');
}

/** How long a search may take, and how sure it is to get, changes how much is found out, not what. */
function ratesOf(policy: PolicySpec): object {
  if (policy.kind === 'ladder') return policy;
  const { budgetS: _, precision: __, ...rates } = policy;
  return rates;
}

function machineFacts(a: MachineIdentity | null, b: MachineIdentity | null): Difference[] {
  if (a === null || b === null) {
    const text = (machine: MachineIdentity | null): string =>
      machine === null ? UNKNOWN_MACHINE : (machine.cpuModel ?? '?');
    const [inA, inB] = [text(a), text(b)];
    // Both unknown is listed as well.
    return [{ what: 'machine', a: inA, b: inB }];
  }
  const facts = ({ platform, arch, kernel, cpuModel, cpus, virtualMachine }: MachineIdentity) => ({
    platform: `${platform} ${arch}`,
    kernel,
    'CPU model': cpuModel ?? '?',
    CPUs: String(cpus),
    'virtual machine': virtualMachine ?? '?',
  });
  const [inA, inB] = [facts(a), facts(b)];
  return (Object.keys(inA) as (keyof typeof inA)[]).map((what) => ({ what, a: inA[what], b: inB[what] }));
}
