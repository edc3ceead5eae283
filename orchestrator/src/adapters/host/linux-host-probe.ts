import { loadavg } from 'node:os';
import type { MachineFacts } from '../../domain/machine-facts.ts';
import type { HostSample } from '../../domain/samples.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HostProbe } from '../../ports/host-probe.ts';
import { netCounter, parseCpuTimes, pressureSomeUs } from './host-counters.ts';
import { softirqChargedToTasks } from './irq-accounting.ts';
import { readMachineFacts } from './machine-facts.ts';
import { KeptProcFile, readNumber } from './proc-file.ts';

/**
 * The host by /proc and /sys, read directly: no child process, well under 1 ms a sample. Where there
 * is no /proc (macOS), `sample` holds no CPUs and nulls, and `facts` what Node itself knows.
 */
export function linuxHostProbe(deps: { readonly clock: Clock }): HostProbe & Disposable {
  const stat = new KeptProcFile('/proc/stat');
  const netstat = new KeptProcFile('/proc/net/netstat');
  const snmp = new KeptProcFile('/proc/net/snmp');
  const pressureCpu = new KeptProcFile('/proc/pressure/cpu');
  const pressureMemory = new KeptProcFile('/proc/pressure/memory');
  const softirqInTasks = softirqChargedToTasks();
  const files = [stat, netstat, snmp, pressureCpu, pressureMemory];

  return {
    facts: async (): Promise<MachineFacts> => readMachineFacts(),
    sample: async (): Promise<HostSample> => {
      const atMs = deps.clock.nowMs();
      const cpus = parseCpuTimes(stat.read() ?? '');
      const tcp = netstat.read() ?? '';
      return {
        atMs,
        cpus,
        listenOverflows: netCounter(tcp, 'TcpExt', 'ListenOverflows'),
        listenDrops: netCounter(tcp, 'TcpExt', 'ListenDrops'),
        tcpRetransmits: netCounter(snmp.read() ?? '', 'Tcp', 'RetransSegs'),
        pressureCpuUs: pressureSomeUs(pressureCpu.read() ?? ''),
        pressureMemoryUs: pressureSomeUs(pressureMemory.read() ?? ''),
        frequencyMhz: frequencyMhz(),
        loadAverage: process.platform === 'win32' ? null : (loadavg()[0] ?? null),
        softirqInTasks,
      };
    },
    [Symbol.dispose]: () => {
      for (const file of files) file.close();
    },
  };
}

/** Of the first CPU; a virtual machine usually has no cpufreq and does not tell. */
function frequencyMhz(): number | null {
  const khz = readNumber('/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq');
  return khz === null ? null : khz / 1000;
}
