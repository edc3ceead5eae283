import type { ProcessIdentity } from '../host/process-identity.ts';
import type { Owner } from './owner.ts';

/** Who looks, and with what eyes. */
export interface Onlooker {
  readonly me: Owner;
  /** Of a process in the onlooker's own numbering. */
  readonly isRunning: (identity: ProcessIdentity) => boolean;
  /** Whether the engine still runs the container that the owner says it runs in; null: it names none. */
  readonly containerRuns: boolean | null;
}

/**
 * Whether the lab that owns something still runs. In doubt it does: what belongs to a living lab must
 * never be taken from it, while a leftover costs some memory and a line in `lab clean`.
 */
export function isOwnerAlive(owner: Owner, { me, isRunning, containerRuns }: Onlooker): boolean {
  if (owner.nonce === me.nonce && owner.pid === me.pid && owner.host === me.host) return true;
  if (owner.boot !== null && owner.boot === me.boot) {
    // One kernel; pids can be compared only within one numbering of them.
    if (owner.pidNamespace !== null && owner.pidNamespace === me.pidNamespace) return isRunning(owner);
    return containerRuns !== false;
  }
  if (owner.boot !== null && me.boot !== null && owner.local && me.local && owner.host === me.host) {
    // Both on the engine's own kernel, which has been started anew since. By its name, too: machines of
    // one kind can look like one kernel through a forwarded socket.
    return false;
  }
  if (containerRuns !== null) return containerRuns;
  const withoutProc = owner.boot === null && me.boot === null && owner.host === me.host;
  return withoutProc ? isRunning(owner) : true;
}
