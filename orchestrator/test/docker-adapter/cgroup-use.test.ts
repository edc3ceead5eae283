import { describe, expect, it } from 'vitest';
import { cgroupFiles } from '../../src/adapters/docker/cgroup-files.ts';
import { countersV1, countersV2 } from '../../src/adapters/docker/cgroup-use.ts';
import { parseStats } from '../../src/adapters/docker/stats-use.ts';

const ID = 'f8c2c94090b42b3761124c91fb0ac1b0d345c770ecad37afeb321fc441a0c69b';

describe('where a container’s counters stand', () => {
  it('is read with cgroup v1, each controller on its own or two together', () => {
    const alone = `9:name=systemd:/docker/${ID}\n4:memory:/docker/${ID}\n2:cpuacct:/docker/${ID}\n0::/docker/${ID}\n`;
    expect(cgroupFiles(alone, ID)).toEqual({
      version: '1',
      cpuacct: `/sys/fs/cgroup/cpuacct/docker/${ID}`,
      memory: `/sys/fs/cgroup/memory/docker/${ID}`,
    });
    const together = `5:memory:/docker/${ID}\n3:cpu,cpuacct:/docker/${ID}\n`;
    expect(cgroupFiles(together, ID)).toMatchObject({ cpuacct: `/sys/fs/cgroup/cpu,cpuacct/docker/${ID}` });
  });

  it('is read with cgroup v2 under systemd, and rootless', () => {
    expect(cgroupFiles(`0::/system.slice/docker-${ID}.scope\n`, ID)).toEqual({
      version: '2',
      folder: `/sys/fs/cgroup/system.slice/docker-${ID}.scope`,
    });
    const rootless = `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`;
    expect(cgroupFiles(`0::${rootless}\n`, ID)).toEqual({
      version: '2',
      folder: `/sys/fs/cgroup${rootless}`,
    });
  });

  it('is nowhere when the pid is somebody else’s here', () => {
    expect(cgroupFiles('0::/user.slice/user-1000.slice/session-3.scope\n', ID)).toBeNull();
    expect(cgroupFiles(`4:memory:/docker/${ID.replace('f', 'e')}\n2:cpuacct:/\n`, ID)).toBeNull();
    expect(cgroupFiles('', ID)).toBeNull();
  });
});

describe('the counters', () => {
  it('of cgroup v1 leave out inactive page cache, and count processes', () => {
    const read = countersV1({
      cpuacctUsage: '77724537\n',
      memoryUsage: '31457280\n',
      memoryStat:
        'cache 20971520\nrss 7069696\ninactive_file 1\ntotal_cache 20971520\ntotal_inactive_file 10485760\n',
      processes: '4711\n4712\n',
    });
    expect(read).toEqual({ cpuUs: 77_724.537, memoryMb: 20, processes: 2 });
  });

  it('of cgroup v2 too', () => {
    const read = countersV2({
      cpuStat: 'usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\nnr_periods 0\nnr_throttled 0\n',
      memoryCurrent: '31457280\n',
      memoryStat: 'anon 8200192\nfile 20971520\nactive_file 0\ninactive_file 10485760\n',
      processes: '4711\n',
    });
    expect(read).toEqual({ cpuUs: 1_234_567, memoryMb: 20, processes: 1 });
  });

  it('are nothing once the files are gone', () => {
    expect(
      countersV1({ cpuacctUsage: null, memoryUsage: null, memoryStat: null, processes: null }),
    ).toBeNull();
    expect(countersV2({ cpuStat: null, memoryCurrent: null, memoryStat: null, processes: null })).toBeNull();
  });

  it('of the engine’s statistics agree, for v1, v2 and after the end', () => {
    const v1 = {
      pids_stats: { current: 7 },
      cpu_stats: {
        cpu_usage: { total_usage: 77_724_537, percpu_usage: [0, 77_724_537] },
        throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
      },
      memory_stats: {
        usage: 31_457_280,
        stats: { inactive_file: 1, total_inactive_file: 10_485_760 },
        limit: 104_857_600,
      },
    };
    expect(parseStats(v1)).toEqual({ cpuUs: 77_724.537, memoryMb: 20, processes: 7, throttling: null });
    const v2 = {
      ...v1,
      cpu_stats: {
        cpu_usage: { total_usage: 5_000 },
        throttling_data: { periods: 10, throttled_periods: 3 },
      },
      memory_stats: { usage: 31_457_280, stats: { anon: 1, inactive_file: 10_485_760 } },
    };
    expect(parseStats(v2)).toEqual({
      cpuUs: 5,
      memoryMb: 20,
      processes: 7,
      throttling: { throttled: 3, periods: 10 },
    });
    expect(
      parseStats({ pids_stats: {}, cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} }),
    ).toBeNull();
  });
});
