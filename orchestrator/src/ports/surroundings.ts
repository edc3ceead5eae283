/** What lies in the folder a user is in, to propose answers from. */
export interface Surroundings {
  /** Name of a Compose file, and its services where they can be read. */
  readonly compose: { readonly file: string; readonly services: readonly string[] } | null;
  /** Name and start script of package.json, as far as there are such. */
  readonly packageName: string | null;
  readonly startScript: string | null;
  /** Ports that a process of this folder listens on now. */
  readonly ports: readonly number[];
}

/** Where `init` looks and writes. */
export interface InitFiles {
  look(): Promise<Surroundings>;
  exists(file: string): boolean;
  /** Appears whole or not at all. Throws LAB_STORE_FAILED and its like. */
  write(file: string, text: string): Promise<void>;
}
