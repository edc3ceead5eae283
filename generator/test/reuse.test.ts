import { expect, it } from 'vitest';
import { Connection, type ConnectionOwner } from '../src/connection.ts';
import { Pool } from '../src/pool.ts';
import { BEHAVIOURS } from './support/behaviours.ts';
import { stepOrder } from './support/orders.ts';
import { expectBalanced, runStep } from './support/run-step.ts';
import { scriptedServer } from './support/scripted-server.ts';

const target = { address: '127.0.0.1', port: 9 };
/** Of connections that are never opened nothing is heard. */
const owner = {} as ConnectionOwner;

function poolOf(reuse: 'oldest' | 'newest', ...released: readonly Connection[]): Pool {
  const pool = new Pool({ target, connections: 0, reuse, timeoutUs: 1000, clock: () => 0 }, owner);
  for (const [i, connection] of released.entries()) pool.release(connection, i);
  return pool;
}

it('takes connections in turn, or the newest first where that is asked for', () => {
  const [a, b, c] = [
    new Connection(target, owner),
    new Connection(target, owner),
    new Connection(target, owner),
  ];
  const inTurn = poolOf('oldest', a, b, c);
  expect([inTurn.takeIdle(), inTurn.takeIdle()]).toEqual([a, b]);
  inTurn.release(a, 9);
  expect([inTurn.takeIdle(), inTurn.takeIdle(), inTurn.takeIdle()]).toEqual([c, a, null]);
  const again = poolOf('newest', a, b, c);
  expect(again.takeIdle()).toBe(c);
  again.release(c, 9);
  // One at a time needs one connection, and the others age.
  expect([again.takeIdle(), again.takeIdle(), again.takeIdle(), again.takeIdle()]).toEqual([c, b, a, null]);
});

it('uses all of them where all are needed, whichever it takes first', async () => {
  const sockets = new Set<unknown>();
  const whole = BEHAVIOURS['whole']?.does;
  if (whole === undefined) throw new Error('no behaviour whole');
  await using server = await scriptedServer(
    {
      late: (socket, request) => {
        sockets.add(socket);
        setTimeout(() => whole(socket, request), 20);
      },
    },
    () => 'late',
  );
  // 500/s for 20 ms each are ten at a time: more than there are.
  const load = {
    ratePerSec: 500,
    durationMs: 200,
    timeoutMs: 3000,
    connections: 4,
    reuse: 'newest',
  } as const;
  expectBalanced(await runStep(stepOrder(server.port, load)));
  expect(sockets.size).toBe(4);
});
