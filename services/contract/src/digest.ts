import { hash } from 'node:crypto';

export interface Digest {
  readonly rounds: number;
  readonly digest: string;
}

const SEED = 'framework-lab';

/** SHA-256 chained `rounds` times over its own hex digest: CPU on the event loop, nothing else. */
export function digest(rounds: number): Digest {
  let value = SEED;
  for (let round = 0; round < rounds; round += 1) value = hash('sha256', value, 'hex');
  return { rounds, digest: value };
}
