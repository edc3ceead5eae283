import { expect, it } from 'vitest';
import { FIELDS } from '../../src/domain/metrics/fields.ts';
import { encodePoint } from '../../src/domain/metrics/line-protocol.ts';

it('leaves out what is unknown, whatever its type: a null is never a count of none', () => {
  for (const [measurement, fields] of Object.entries(FIELDS)) {
    const unknown = Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
    const point = { measurement, tags: { run: 'r' }, fields: unknown, atMs: 1 };
    expect(encodePoint(point as unknown as Parameters<typeof encodePoint>[0]), measurement).toBeNull();
  }
});
