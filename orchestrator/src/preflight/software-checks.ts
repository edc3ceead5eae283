import { type Check, ok, unknown } from './check.ts';

export const nodeCheck: Check = {
  id: 'node',
  title: 'Node',
  wanted: 'the version the lock file pins, the same for all',
  run: ({ env, nodeVersion, pinnedNode }) => {
    const fallback = env['LAB_NODE_FALLBACK'];
    if (fallback) {
      return {
        severity: '!',
        found: `${nodeVersion}, the host's: ${fallback}`,
        fix: 'Debian: apt-get install libatomic1. Results of two Node versions must not be compared',
      };
    }
    if (pinnedNode === null) return unknown(nodeVersion);
    if (nodeVersion.replace(/^v/, '') === pinnedNode) return ok(`${nodeVersion}, as pinned`);
    return {
      severity: '!',
      found: `${nodeVersion}; ${pinnedNode} is pinned`,
      fix: 'start the lab with npm run lab, after npm ci',
    };
  },
};
