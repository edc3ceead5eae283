import type { ContenderSpec, Side } from '../domain/contender.ts';
import type { VersionAsked } from '../domain/version-asked.ts';
import type { Guard } from './guard.ts';

/** Where two versions of one thing are built, and kept for as long as they are measured. */
export interface Workshop {
  /** Folders of its own; disposing it removes them with everything in them. */
  open(): Promise<OpenWorkshop>;
  /** Removes what labs that are gone left here. Gives the paths. */
  sweep(): Promise<readonly string[]>;
}

export interface OpenWorkshop extends AsyncDisposable {
  /** Folders that labs which are gone had left, and that were removed on the way. */
  readonly swept: readonly string[];
  /**
   * Bundles a contender of ours with another version of its framework. Throws LAB_VERSION_UNKNOWN,
   * LAB_VERSION_UNUSABLE, LAB_INSTALL_FAILED and LAB_BUILD_FAILED.
   */
  buildFramework(order: FrameworkOrder, by: Builder): Promise<BuiltVersion & { readonly bundle: string }>;
  /**
   * The files of a service under git, in a folder of their own: of a commit, or as they stand. Throws
   * LAB_VERSION_UNKNOWN, LAB_VERSION_UNUSABLE and LAB_INSTALL_FAILED.
   */
  buildTree(order: TreeOrder, by: Builder): Promise<BuiltVersion & { readonly folder: string }>;
}

/** What a build is done with. */
export interface Builder {
  /** Ends what a build had started when the lab is gone. */
  readonly guard: Guard;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface FrameworkOrder {
  readonly side: Side;
  readonly contender: ContenderSpec;
  /** npm package of its framework. */
  readonly packageName: string;
  /** TypeScript entry of the contender, absolute. */
  readonly entry: string;
  readonly asked: VersionAsked;
}

export interface TreeOrder {
  readonly side: Side;
  /** The service's folder, in a checkout; absolute. */
  readonly cwd: string;
  /** `.` for the files as they stand, else what git resolves to a commit. */
  readonly ref: string;
  /** Program and arguments that install what the service needs; null: nothing is installed. */
  readonly install: readonly string[] | null;
  /** A folder of ours that may stand in the checkout, and is no part of the service. */
  readonly results: string;
}

export interface BuiltVersion {
  /** What tells it from another version, for people: `5.12.8`, `main`, `working tree`. */
  readonly label: string;
  /** What was built, exactly, for the record. */
  readonly source: string;
  /** The same for the same content. */
  readonly content: string;
}
