import { expect, it } from 'vitest';
import type { Batch } from '../../src/adapters/influx/read-batch.ts';
import { SpoolSender } from '../../src/adapters/influx/spool-sender.ts';
import { FakeClock } from '../ui/fake-clock.ts';

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

function senderOf(lines: string[], broken: { now: boolean }) {
  const clock = new FakeClock();
  const tries: number[] = [];
  const sender = new SpoolSender({
    clock,
    log: () => undefined,
    read: async (offset): Promise<Batch | null> =>
      offset >= lines.length
        ? null
        : { lines: lines.slice(offset, offset + 2), bytes: Math.min(2, lines.length - offset) },
    deliver: async (batch) => {
      tries.push(clock.nowMs());
      if (broken.now) throw new Error('down');
      return { written: batch.length, refused: 0, words: null };
    },
  });
  return { clock, tries, sender };
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    await clock.advance(50);
    await settle();
  }
}

it('tries again after 0.5, 1, 2, 4, 8 and then every 15 s, and begins anew once it could send', async () => {
  const broken = { now: true };
  const lines = ['a'];
  const { clock, tries, sender } = senderOf(lines, broken);
  await settle();
  await pass(clock, 50_000);
  expect(tries).toEqual([0, 500, 1500, 3500, 7500, 15_500, 30_500, 45_500]);
  broken.now = false;
  await pass(clock, 15_000);
  expect(sender.written).toBe(1);
  broken.now = true;
  lines.push('b');
  sender.poke();
  await pass(clock, 3000);
  const since = tries.slice(9).map((ms) => ms - (tries[9] as number));
  expect(since).toEqual([0, 500, 1500]);
  broken.now = false;
  await sender.close(1000);
  expect(sender.written).toBe(2);
});

it('goes on trying until its time is over when the run is', async () => {
  const { clock, tries, sender } = senderOf(['a'], { now: true });
  await settle();
  const closed = sender.close(5000);
  await pass(clock, 6000);
  await closed;
  expect(tries.length).toBeGreaterThan(15);
  expect(Math.max(...tries)).toBeLessThanOrEqual(5000);
  expect(sender.trouble).toBe('down');
});

it('lets the points of a second gather', async () => {
  const lines: string[] = [];
  const { clock, tries, sender } = senderOf(lines, { now: false });
  await settle();
  lines.push('a');
  sender.poke();
  await pass(clock, 500);
  lines.push('b');
  sender.poke();
  await pass(clock, 1000);
  expect(tries).toHaveLength(1);
  await sender.close(1000);
  expect(sender.written).toBe(2);
});
