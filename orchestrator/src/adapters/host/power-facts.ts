import { listProc, readNumber, readProc } from './proc-file.ts';

/** Whether the CPU may clock above its base frequency; null where neither driver tells. */
export function turbo(): boolean | null {
  const noTurbo = readNumber('/sys/devices/system/cpu/intel_pstate/no_turbo');
  if (noTurbo !== null) return noTurbo === 0;
  const boost = readNumber('/sys/devices/system/cpu/cpufreq/boost');
  return boost === null ? null : boost === 1;
}

/** Null where the machine shows no power supply at all, as servers and virtual machines do. */
export function onBattery(): boolean | null {
  const folder = '/sys/class/power_supply';
  let discharging: boolean | null = null;
  for (const name of listProc(folder)) {
    const type = readProc(`${folder}/${name}/type`)?.trim();
    if (type === 'Mains' && readNumber(`${folder}/${name}/online`) === 1) return false;
    // A mouse has a battery too; only one with `scope` System (the default) feeds the machine.
    if (type !== 'Battery' || readProc(`${folder}/${name}/scope`)?.trim() === 'Device') continue;
    discharging ||= readProc(`${folder}/${name}/status`)?.trim() === 'Discharging';
  }
  return discharging;
}
