import type { ComposeBuild, OwnStack } from './own-stack.ts';

/** Everything that measures takes a `ContenderSpec`: pure data, whatever source made it. */
export interface ContenderSpec {
  /** Unique in a run, e.g. `express-bridge`; lower-case letters, digits and dashes, or a service's of a Compose file. */
  readonly id: string;
  readonly name: string;
  /** `yardstick`: the bare service everything is put in relation to; never ranked as a framework. A `control` neither. */
  readonly role: 'contender' | 'yardstick' | 'control';
  /** What a control is a duplicate of; absent for everybody else. */
  readonly control?: ControlOf;
  /** Whose settings are tried in it; absent for everybody else. */
  readonly variantOf?: string;
  /** Framework and its installed version, for people and the record; absent for somebody's own service. */
  readonly framework?: {
    readonly name: string;
    readonly version: string;
    /** The npm package it comes from, where it comes from one. */
    readonly package?: string;
  };
  /** Which of the two it is where a run sets two versions of one thing beside each other; else absent. */
  readonly side?: Side;
  /** Of one that is not the framework as it should be run: what is different, to go on after a colon. */
  readonly variant?: string;
  /** How each runtime can start it. A runtime that finds nothing here refuses the contender. */
  readonly launch: { readonly process?: ProcessLaunch; readonly docker?: DockerLaunch };
  /** Path that answers 200 when the contender is ready. */
  readonly readinessPath: string;
  /** The contract whose right answers the lab knows; absent for somebody's own service. */
  readonly contract?: 'framework-lab';
  /** Routes it serves, as in CONTRACT.md; a scenario asks only contenders that serve its requests. */
  readonly routes?: readonly string[];
  /** Settings in the words of the service runtime (`WORKERS`, `KEEP_ALIVE` …), passed as environment. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the spec came from, for the record. */
  readonly source: string;
  /** What a reader of its results has to know, e.g. of a Compose file what the lab does otherwise. */
  readonly cautions?: readonly string[];
}

/** `ab` says what `b` is in relation to `a`. */
export type Side = 'a' | 'b';

/** A control is a duplicate that is launched like its original, so that a run can say what it would have seen. */
export interface ControlOf {
  /** Id of the original. */
  readonly of: string;
  /** CPU per request that it uses on top, as a share; 0: the same again. */
  readonly slowedBy: number;
}

/** A contender as a process group on this machine. */
export interface ProcessLaunch {
  /**
   * Program and arguments; `node` stands for the Node that runs the lab, and with `requirements` `python`
   * for the Python of their environment.
   */
  readonly command: readonly string[];
  /** A requirements file of pip's, absolute; `lab setup` makes its environment. */
  readonly requirements?: string;
  /** Goes with every launch into the record, e.g. which Python it is. */
  readonly note?: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Fixed port; absent: the lab finds a free one and passes it as `PORT`. */
  readonly port?: number;
  /** Program and arguments that put the state back before each start; absent: nothing does. */
  readonly reset?: readonly string[];
  /** Whether it prints telemetry as the service runtime does. */
  readonly telemetry: boolean;
}

/** A contender as a container. Limits are those of its block in docker-compose.yml. */
export interface DockerLaunch {
  /** With its tag. */
  readonly image: string;
  /** The Compose file and its service whose build makes the image; absent: it can only be pulled. */
  readonly build?: ComposeBuild;
  /** Instead of the image's own command. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where it listens, inside. */
  readonly port: number;
  /** Instead of the image's own user. */
  readonly user?: string;
  /** Null: without a limit. */
  readonly memoryBytes: number | null;
  readonly pidsLimit: number | null;
  /** Paths that are writable, in memory: everything else is read-only. */
  readonly tmpfs: readonly string[];
  /** Whether it prints telemetry as the service runtime does. */
  readonly telemetry: boolean;
  /** Of a service of somebody's own Compose file: it runs as its file says, after what it needs. */
  readonly own?: OwnStack;
}
