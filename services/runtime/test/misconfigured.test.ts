import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nested } from '../src/misconfigured/nested.ts';
import { Permits } from '../src/misconfigured/permits.ts';

it('permits go to whoever came first, and come back from work that failed', async () => {
  const permits = new Permits(2);
  const log: string[] = [];
  const { promise: until, resolve: end } = Promise.withResolvers<void>();
  const held = ['a', 'b', 'c', 'd'].map((name) =>
    permits.hold(async () => {
      log.push(name);
      await until;
      if (name === 'a') throw new Error('failed');
    }),
  );
  expect(log).toEqual(['a', 'b']);
  end();
  await expect(held[0]).rejects.toThrow('failed');
  await Promise.all(held.slice(1));
  expect(log).toEqual(['a', 'b', 'c', 'd']);
});

const WORKERS = 4;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Requests at equal distances to workers in turn, in virtual time. When each was answered, s. */
async function answeredAtS(ratePerSec: number, forS: number): Promise<number[]> {
  const answered: number[] = [];
  const beganMs = performance.now();
  const answer = (): void => void answered.push((performance.now() - beganMs) / 1000);
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => nested(createServer(answer))));
  for (let i = 0; i < ratePerSec * forS; i += 1) {
    workers[i % WORKERS]?.emit('request', { url: '/api/dummy' }, {});
    await vi.advanceTimersByTimeAsync(1000 / ratePerSec);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  return answered;
}

it('nested permits hold 200/s for as long as arrivals are even', async () => {
  expect(await answeredAtS(200, 4)).toHaveLength(800);
});

it('nested permits lock for good at 400/s, at once', async () => {
  expect(Math.max(0, ...(await answeredAtS(400, 4)))).toBeLessThan(1);
});

it('whoever asks for something else passes them by', async () => {
  const answer = vi.fn();
  const server = await nested(createServer(answer));
  for (let i = 0; i < 8; i += 1) server.emit('request', { url: '/api/dummy?burst' }, {});
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answer).not.toHaveBeenCalled();
  for (const url of ['/healthz', '/api/dummy/', '/api/dummyx']) server.emit('request', { url }, {});
  expect(answer).toHaveBeenCalledTimes(3);
});
