import type { LabError } from '../domain/errors.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import type { DockerLook } from '../ports/docker-look.ts';
import type { CpuLocks } from '../ports/guard.ts';
import type { Severity } from './check-result.ts';

/** One thing to look at. `run` never changes the host and never throws: what it cannot see is `?`. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly wanted: string;
  readonly run: (context: CheckContext) => Finding | Promise<Finding>;
}

export interface Finding {
  readonly severity: Severity;
  readonly found: string;
  readonly fix?: string;
  readonly error?: LabError;
}

/** What the checks look at. */
export interface CheckContext {
  readonly machine: MachineFacts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the Node that runs, e.g. `v26.10.0`. */
  readonly nodeVersion: string;
  /** The version the lock file pins, e.g. `26.10.0`; null where package.json does not say. */
  readonly pinnedNode: string | null;
  /** Folder of results as it was given; null when none are written. */
  readonly results: string | null;
  readonly cwd: string;
  /** Connections the generator will open in all; null: not known yet (`doctor` takes the default). */
  readonly connections: number | null;
  readonly locks: CpuLocks;
  /** Process groups that dead labs left running. */
  readonly leftovers: () => readonly { readonly leaderPid: number; readonly what: string }[];
  readonly ownPid: number;
  /** Looks at Docker; asked once, however many checks want to know. */
  readonly docker: () => Promise<DockerLook>;
}

export function ok(found: string): Finding {
  return { severity: 'ok', found };
}

export function unknown(found = 'cannot be told here'): Finding {
  return { severity: '?', found };
}
