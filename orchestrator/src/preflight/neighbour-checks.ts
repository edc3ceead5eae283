import { type Check, ok } from './check.ts';

export const leftoversCheck: Check = {
  id: 'leftovers',
  title: 'Leftovers',
  wanted: 'none of an earlier lab',
  run: ({ leftovers }) => {
    const found = leftovers();
    if (found.length === 0) return ok('none');
    const named = found.map(({ leaderPid, what }) => `pid ${leaderPid}: ${what}`);
    return { severity: '!', found: named.join(' · '), fix: 'npm run lab -- clean' };
  },
};

/** Which CPUs a run needs is not known here; taking one that is held is refused when it is locked. */
export const otherLabCheck: Check = {
  id: 'other-lab',
  title: 'Another lab',
  wanted: 'none running',
  run: async ({ locks, ownPid }) => {
    const others = (await locks.held()).filter(({ pid }) => pid !== ownPid);
    const [first] = others;
    if (!first) return ok('none');
    const cpus = others.map(({ cpu }) => cpu).join(', ');
    return {
      severity: '!',
      found: `pid ${first.pid} (${first.purpose}) holds CPUs ${cpus}`,
      fix: 'wait for it, or take other CPUs: --server-cpus, --load-cpus',
    };
  },
};
