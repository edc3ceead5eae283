import { type Check, ok, unknown } from './check.ts';

export const pinningCheck: Check = {
  id: 'pinning',
  title: 'Pinning',
  wanted: 'taskset, so that service and load keep off each other',
  run: ({ machine }) => {
    if (machine.pinning) return ok(machine.pinning);
    return machine.platform === 'linux'
      ? { severity: '!', found: 'no taskset', fix: 'install util-linux; until then nothing is ranked' }
      : {
          severity: '!',
          found: `${machine.platform} cannot pin`,
          fix: 'use Linux for results that are ranked',
        };
  },
};

export const cpuCountCheck: Check = {
  id: 'cpus',
  title: 'CPUs',
  wanted: '4 or more: server, load and housekeeping apart',
  run: ({ machine }) => {
    const count = machine.cpus.length;
    const found = `${count} usable${machine.cpuModel ? `, ${machine.cpuModel}` : ''}`;
    if (count >= 4) return ok(found);
    if (count >= 2) return { severity: '!', found, fix: 'housekeeping shares the load CPU; the run says so' };
    return {
      severity: '!',
      found,
      fix: 'it runs, but one CPU for all cannot be ranked: use a machine with 2',
    };
  },
};

export const smtCheck: Check = {
  id: 'smt',
  title: 'SMT siblings',
  wanted: 'known, so that siblings stay on one side',
  run: ({ machine }) => {
    if (machine.smtSiblings === null) return unknown();
    const cores = machine.smtSiblings.length;
    const threads = Math.max(...machine.smtSiblings.map((group) => group.length));
    const found = `${cores} cores, ${threads} thread${threads === 1 ? '' : 's'} each`;
    if (threads > 1 && cores < 2) {
      return {
        severity: '!',
        found,
        fix: 'server and load share one core and slow each other: use two cores',
      };
    }
    return ok(found);
  },
};

export const virtualMachineCheck: Check = {
  id: 'vm',
  title: 'Virtual machine',
  wanted: 'none; it may hide SMT siblings, and neighbours steal time',
  run: ({ machine }) => {
    if (machine.platform !== 'linux') return unknown();
    if (machine.virtualMachine === null) return ok('no sign of one');
    return {
      severity: '!',
      found: machine.virtualMachine,
      fix: 'steal is watched in every second; compare contenders within one run only',
    };
  },
};

export const governorCheck: Check = {
  id: 'governor',
  title: 'Frequency governor',
  wanted: 'performance',
  run: ({ machine }) => {
    if (machine.governor === null) return unknown();
    if (machine.governor === 'performance') return ok(machine.governor);
    return { severity: '!', found: machine.governor, fix: 'cpupower frequency-set -g performance' };
  },
};

export const turboCheck: Check = {
  id: 'turbo',
  title: 'Turbo',
  wanted: 'off, for speeds that repeat',
  run: ({ machine }) => {
    if (machine.turbo === null) return unknown();
    if (!machine.turbo) return ok('off');
    return { severity: '!', found: 'on', fix: 'turn boost off in the firmware or the CPU driver' };
  },
};

export const batteryCheck: Check = {
  id: 'battery',
  title: 'Power',
  wanted: 'mains',
  run: ({ machine }) => {
    if (machine.onBattery === null) return unknown();
    if (!machine.onBattery) return ok('mains');
    return { severity: '!', found: 'battery', fix: 'plug the machine in' };
  },
};

/** Work that waits on average for a quarter of the CPUs is more than background. */
const BUSY_SHARE = 0.25;

export const loadAverageCheck: Check = {
  id: 'load',
  title: 'Load average',
  wanted: 'under a quarter of the CPUs',
  run: ({ machine }) => {
    const [oneMinute = 0] = machine.loadAverage;
    const found = machine.loadAverage.map((value) => value.toFixed(2)).join(' ');
    if (machine.platform === 'win32') return unknown();
    if (oneMinute < BUSY_SHARE * machine.cpus.length) return ok(found);
    return {
      severity: '!',
      found,
      fix: 'wait or end what else runs; foreign use is watched in every second',
    };
  },
};
