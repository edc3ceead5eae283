import type { Guard } from './guard.ts';

/** Virtual environments of Python that contenders run in, one for each requirements file and Python. */
export interface PythonEnvironments {
  /** Whether the environment of a requirements file is there; changes nothing, never throws for what is missing. */
  look(requirements: string): Promise<EnvironmentFacts>;
  /**
   * Makes it, unless it is there. It appears as a whole; what an interrupted set-up left is removed. Throws
   * LAB_PYTHON_MISSING, LAB_PYTHON_UNFIT, LAB_REGISTRY_UNREACHABLE, LAB_PACKAGE_DIFFERS, LAB_SETUP_FAILED.
   */
  make(requirements: string, options: MakeOptions): Promise<EnvironmentFacts>;
  /** Removes all of these files, whatever Python they are of; without files, every one there is. Gives the folders. */
  remove(requirements: readonly string[] | null): Promise<readonly string[]>;
  /** Removes what set-ups of labs that are gone left half made. Gives the paths. */
  sweep(): Promise<readonly string[]>;
}

export interface EnvironmentFacts {
  /** Of the Python it is of; null where none fits. */
  readonly pythonVersion: string | null;
  /** Null: it is not there. */
  readonly folder: string | null;
  /** Why it cannot be made here; null where it can, or is there. */
  readonly problem: string | null;
}

export interface MakeOptions {
  readonly guard: Guard;
  /** One line on what is being done. */
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}
