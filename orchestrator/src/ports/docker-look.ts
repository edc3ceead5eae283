import type { LabError } from '../domain/errors.ts';

/** What was seen of Docker on this machine, without changing anything. */
export interface DockerLook {
  /** Null where no engine answered; `problem`: it answers, but the lab cannot measure on it. */
  readonly engine: { readonly description: string; readonly problem: LabError | null } | null;
  /** Every place that was asked, and what came of it. */
  readonly tried: readonly { readonly where: string; readonly what: string }[];
  /** Version of the Compose plugin; null where there is none. */
  readonly compose: string | null;
  /** Images a run needs, and whether the engine has them. */
  readonly images: readonly { readonly tag: string; readonly present: boolean }[];
  /** Ports of the stack, and who holds them: `ours`, somebody else's name, or null when they are free. */
  readonly ports: readonly {
    readonly port: number;
    readonly what: string;
    readonly holder: string | null;
  }[];
}
