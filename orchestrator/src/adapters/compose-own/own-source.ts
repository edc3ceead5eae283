import { createHash } from 'node:crypto';
import type { OwnStack } from '../../domain/own-stack.ts';

/**
 * Where a service came from, with a hash of all that its file says of it and of what it needs: steps of one
 * record are of one thing, and --resume compares this.
 */
export function sourceOf(shown: string, id: string, own: OwnStack): string {
  const hash = createHash('sha256').update(JSON.stringify(own)).digest('hex');
  return `${shown}#${id}@${hash.slice(0, 12)}`;
}
