/** A service of somebody's own Compose file and what it needs, as the lab starts them. */
export interface OwnStack {
  readonly container: OwnContainer;
  /** In the order in which they are started: each after what it needs itself. */
  readonly dependencies: readonly Dependency[];
  /** Runs in the container of a dependency before each launch; null: nothing does. */
  readonly reset: { readonly service: string; readonly command: readonly string[] } | null;
}

export interface Dependency {
  readonly container: OwnContainer;
  /** What has to be true of it before the next one is started. */
  readonly awaited: 'started' | 'healthy' | 'completed';
}

/** A service of a Compose file whose build makes an image. */
export interface ComposeBuild {
  /** Absolute. */
  readonly file: string;
  readonly service: string;
  /** Variables of the file that its image may depend on, besides those of the lab's own environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * A container as its own file wants it. Nothing of our contenders' hardening is forced on it; what is
 * absent here is the image's own, or the engine's default.
 */
export interface OwnContainer {
  readonly service: string;
  /** Names by which the others find it: that of the service, and what the file calls it besides. */
  readonly aliases: readonly string[];
  /** With its tag. */
  readonly image: string;
  /** Absent: the image can only be pulled. */
  readonly build?: ComposeBuild;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  readonly hostname?: string;
  readonly memoryBytes: number | null;
  readonly pidsLimit: number | null;
  readonly shmBytes: number | null;
  readonly init: boolean;
  readonly readOnly: boolean;
  /** `path` or `path:options`. */
  readonly tmpfs: readonly string[];
  readonly mounts: readonly OwnMount[];
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly groupAdd: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly ulimits: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  /** `name:address`. */
  readonly extraHosts: readonly string[];
  readonly health: HealthCheck;
}

/** `test` as Compose has it: `CMD` and arguments, or `CMD-SHELL` and a line; null: the image's own, if it has one. */
export interface HealthCheck {
  readonly test: readonly string[] | null;
  /** Longest the lab waits until it passes. */
  readonly limitS: number;
}

export type OwnMount =
  | {
      readonly kind: 'volume';
      /** Of the file; null: one that nobody else can name. */
      readonly name: string | null;
      readonly target: string;
      readonly readOnly: boolean;
    }
  | {
      readonly kind: 'bind';
      /** On this machine, absolute. */
      readonly source: string;
      readonly target: string;
      readonly readOnly: boolean;
    };
