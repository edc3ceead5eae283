import type { ContenderRecord } from '../domain/run-record.ts';

/** `koa`; of those that run along to judge the others by, `node-http (yardstick, not ranked)`. */
export function contenderName({ id, role }: Pick<ContenderRecord, 'id' | 'role'>): string {
  return role === 'contender' ? id : `${id} (${role}, not ranked)`;
}
