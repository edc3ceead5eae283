import { describe, expect, it } from 'vitest';
import { parseThrottling } from '../../src/adapters/host/cgroup-throttling.ts';
import { parseCpuList, sameCpus } from '../../src/adapters/host/cpu-list.ts';
import { netCounter, parseCpuTimes, pressureSomeUs } from '../../src/adapters/host/host-counters.ts';
import { parseCpuQuota, parseMemoryLimit } from '../../src/adapters/host/own-limits.ts';
import { parseProcessStat } from '../../src/adapters/host/process-stat.ts';

describe('what the kernel writes', () => {
  it('limits of a group, in both versions', () => {
    expect(
      ['150000 100000\n', 'max 100000', '-1\n 100000', 'undefined undefined'].map(parseCpuQuota),
    ).toEqual([1.5, null, null, null]);
    const limits = ['536870912\n', 'max', '9223372036854771712', null].map(parseMemoryLimit);
    expect(limits).toEqual([512, null, null, null]);
  });

  it('CPU lists', () => {
    expect(parseCpuList('0-2,5\n')).toEqual([0, 1, 2, 5]);
    expect(parseCpuList('')).toEqual([]);
    expect(sameCpus([1, 0], [0, 1])).toBe(true);
    expect(sameCpus([0], [0, 1])).toBe(false);
  });

  it('/proc/stat: waiting is idle, nice is user time, one tick is 10 ms', () => {
    const cpus = parseCpuTimes('cpu  9 9 9 9 9 9 9 9 0 0\ncpu1 1 2 3 4 5 6 7 8 0 0\nintr 1 2\n');
    expect([...cpus.keys()]).toEqual([1]);
    expect(cpus.get(1)).toEqual({
      userUs: 30_000,
      systemUs: 30_000,
      idleUs: 90_000,
      irqUs: 60_000,
      softirqUs: 70_000,
      stealUs: 80_000,
    });
  });

  it('/proc/<pid>/stat with a command that looks like fields', () => {
    const text = `7 (a) R (b) S 1 5 ${Array.from({ length: 40 }, (_, at) => at + 6).join(' ')}`;
    expect(parseProcessStat(text)).toMatchObject({ pid: 7, state: 'S', parent: 1, group: 5 });
    expect(parseProcessStat(text)).toMatchObject({ ownTicks: 14 + 15, childTicks: 16 + 17, startTicks: 22 });
    expect(parseProcessStat('')).toBeNull();
  });

  it('network counters, pressure and throttling; what is missing is null', () => {
    const netstat = 'TcpExt: A ListenOverflows\nTcpExt: 1 7\nIpExt: A\nIpExt: 2\n';
    expect(netCounter(netstat, 'TcpExt', 'ListenOverflows')).toBe(7);
    expect(netCounter(netstat, 'TcpExt', 'Nothing')).toBeNull();
    expect(netCounter('', 'Tcp', 'RetransSegs')).toBeNull();
    expect(pressureSomeUs('some avg10=0.00 total=12\nfull avg10=0.00 total=3\n')).toBe(12);
    expect(pressureSomeUs('')).toBeNull();
    expect(parseThrottling('nr_periods 10\nnr_throttled 3\n')).toEqual({ throttled: 3, periods: 10 });
    expect(parseThrottling('usage_usec 10\n')).toBeNull();
  });
});
