import type { ContenderSpec } from '../domain/contender.ts';

/** Where contenders come from: our catalogue, somebody's Compose file, a command line, a derivation. */
export interface ContenderSource {
  /** Every contender it knows, in the order of the source. Throws LAB_CATALOGUE_INVALID. */
  list(): Promise<readonly ContenderSpec[]>;
}
