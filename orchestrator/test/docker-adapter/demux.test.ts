import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demultiplexer } from '../../src/adapters/docker/demux.ts';

function frame(stream: 'stdout' | 'stderr', content: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream === 'stdout' ? 1 : 2;
  header.writeUInt32BE(content.length, 4);
  return Buffer.concat([header, content]);
}

describe('the streams of a container', () => {
  it('come out as they went in, wherever the chunks are cut', () => {
    const part = fc.record({
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
      content: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(
        fc.array(part),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (parts, cuts) => {
          const whole = Buffer.concat(parts.map(({ stream, content }) => frame(stream, content)));
          const seen = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
          const push = demultiplexer((stream, content) => seen[stream].push(Buffer.from(content)));
          for (let at = 0, cut = 0; at < whole.length; cut += 1) {
            const length = cuts[cut % cuts.length] ?? 1;
            push(whole.subarray(at, at + length));
            at += length;
          }
          for (const stream of ['stdout', 'stderr'] as const) {
            const sent = parts.filter((one) => one.stream === stream).map(({ content }) => content);
            expect(Buffer.concat(seen[stream])).toEqual(Buffer.concat(sent));
          }
        },
      ),
    );
  });

  it('of a megabyte in frames of a byte need no deep stack', () => {
    const whole = Buffer.concat(Array.from({ length: 100_000 }, () => frame('stdout', Buffer.from('x'))));
    let length = 0;
    demultiplexer((_, content) => {
      length += content.length;
    })(whole);
    expect(length).toBe(100_000);
  });
});
