import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { statsSampler } from '../../src/adapters/docker/container-sampler.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';

function line(cpuNs: number): string {
  const json = { cpu_stats: { cpu_usage: { total_usage: cpuNs } }, memory_stats: { usage: 2 ** 20 } };
  return `${JSON.stringify(json)}\n`;
}

/** An engine whose stream the test writes. */
function engineOf(streams: PassThrough[]) {
  let opened = 0;
  const statsStream = async () => {
    const stream = streams[opened];
    opened += 1;
    if (!stream) throw new Error('no more streams');
    return stream;
  };
  return { statsStream, opened: () => opened };
}

describe('the use of a container that only the engine sees', () => {
  it('is the newest reading, with the time at which it came, over one stream for all questions', async () => {
    const stream = new PassThrough();
    const engine = engineOf([stream]);
    const { sample, close } = statsSampler(engine, 'x', systemClock);
    const waiting = [sample(), sample()];
    stream.write(line(5_000));
    const [first, second] = await Promise.all(waiting);
    expect(first).toMatchObject({ cpuUs: 5, memoryMb: 1, throttling: null });
    expect(second).toEqual(first);
    // Cut in the middle, as a network does; then what the engine says of a container that has ended.
    stream.write(line(9_000).slice(0, 10));
    stream.write(line(9_000).slice(10));
    stream.write(`${JSON.stringify({ cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} })}\n`);
    await systemClock.sleep(20);
    const last = await sample();
    expect(last).toMatchObject({ cpuUs: 9 });
    expect(last.atMs).toBeGreaterThan(first?.atMs ?? 0);
    close();
    expect(stream.destroyed).toBe(true);
    expect(await sample()).toEqual(last);
    expect(engine.opened()).toBe(1);
  });

  it('is asked for again when the stream broke', async () => {
    const [broken, next] = [new PassThrough(), new PassThrough()];
    const engine = engineOf([broken, next]);
    const { sample, close } = statsSampler(engine, 'x', systemClock);
    broken.write(line(5_000));
    expect(await sample()).toMatchObject({ cpuUs: 5 });
    broken.destroy(new Error('ECONNRESET'));
    await systemClock.sleep(20);
    next.write(line(7_000));
    await sample();
    await systemClock.sleep(20);
    expect(await sample()).toMatchObject({ cpuUs: 7 });
    expect(engine.opened()).toBe(2);
    close();
  });
});
