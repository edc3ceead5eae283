import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELDS, type FieldType, type Measurement, point } from '../../src/domain/metrics/fields.ts';
import { encodePoint } from '../../src/domain/metrics/line-protocol.ts';
import { expectGolden } from '../report/golden.ts';
import { parseLine } from './line-parser.ts';

const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(' ', ',', '=', '"', '\\', '\n', '\r', '\t', '#', 'i', 't', 'µ', '日', '🚀', '\ud800'),
    fc.string({ minLength: 1, maxLength: 1 }),
  ),
  maxLength: 40,
});
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

const SAMPLES: Readonly<Record<FieldType, number | string | boolean>> = {
  float: 3,
  integer: 3,
  string: '3',
  boolean: true,
};

describe('line protocol', () => {
  it('gives every field the type of the table, whatever its value looks like', () => {
    for (const [measurement, types] of Object.entries(FIELDS)) {
      const fields = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, SAMPLES[type]]));
      const line = encodePoint({ measurement: measurement as Measurement, tags: {}, fields, atMs: 1 }) ?? '';
      // A float that looks whole has no `i`: to InfluxDB it is a float.
      const written = Object.entries(parseLine(line).fields).map(([name, field]) => [name, field.type]);
      expect(Object.fromEntries(written)).toEqual(types);
    }
  });

  it('keeps the types that databases out there have', () => {
    const table = Object.entries(FIELDS).flatMap(([measurement, types]) =>
      Object.entries(types).map(([field, type]) => `${measurement} ${field} ${type}`),
    );
    expectGolden(new URL('golden/fields.txt', import.meta.url), `${table.join('\n')}\n`);
  });

  it('survives a round trip of any text', () => {
    fc.assert(
      fc.property(
        nasty,
        nasty,
        nasty,
        fc.integer({ min: 0, max: 2 ** 44 }),
        (contender, step, text, atMs) => {
          const line = encodePoint(point('lab_event', { contender, step }, { title: 'x', text }, atMs)) ?? '';
          expect(line).not.toMatch(/[\r\n]/);
          const parsed = parseLine(line);
          const tag = (value: string): string | undefined =>
            value === '' ? undefined : oneLine(value).toWellFormed().replaceAll('\\', '/');
          expect(parsed.measurement).toBe('lab_event');
          expect(parsed.tags['contender']).toBe(tag(contender));
          expect(parsed.tags['step']).toBe(tag(step));
          expect(parsed.fields['text']?.value).toBe(oneLine(text).toWellFormed());
          expect(parsed.atMs).toBe(atMs);
        },
      ),
    );
  });

  it('writes numbers to six digits and leaves out what is none', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (p50, p99) => {
        const line =
          encodePoint(point('lab_second', {}, { phase: 'load', p50_ms: p50, p99_ms: p99 }, 1)) ?? '';
        const { fields } = parseLine(line);
        for (const [name, value] of [
          ['p50_ms', p50],
          ['p99_ms', p99],
        ] as const) {
          const written = fields[name]?.value as number | undefined;
          if (!Number.isFinite(value)) expect(written).toBeUndefined();
          else expect(Math.abs((written as number) - value)).toBeLessThanOrEqual(Math.abs(value) * 5e-6);
        }
      }),
    );
    expect(encodePoint(point('lab_resource', {}, { processes: 2.6, workers: Number.NaN }, 1))).toBe(
      'lab_resource processes=3i 1',
    );
  });

  it('has no line for a point without a field, and none of null', () => {
    expect(
      encodePoint(point('lab_resource', { role: 'host' }, { cpu_share: null, rss_mb: undefined }, 1)),
    ).toBeNull();
  });

  it('cuts a text that nobody would read before it breaks a database', () => {
    const line = encodePoint(point('lab_event', {}, { text: 'x'.repeat(100_000) }, 1)) ?? '';
    expect(line.length).toBeLessThan(3000);
  });
});
