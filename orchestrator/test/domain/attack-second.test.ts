import { expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { AttackDocument } from '../../src/app/attack.ts';
import {
  type attackDocumentSchema,
  attackLineSchema,
  type attackSecondSchema,
} from '../../src/domain/attack-schema.ts';
import { type AttackSecond, attackSecond } from '../../src/domain/attack-second.ts';
import { liveLoad } from '../ui/events.ts';

const AT = Date.parse('2026-11-25T10:15:30.250Z');

it('is one flat object a second, with percentiles only where samples support them', () => {
  const second = attackSecond(liveLoad(9000, 3, 6, 90), 9000, AT);
  expect(second).toMatchObject({
    schema: 1,
    kind: 'second',
    second: 3,
    at: '2026-11-25T10:15:30.250Z',
    phase: 'load',
    ratePerSec: 9000,
    planned: 9000,
    sent: 9000,
    ok: 8910,
    errors: 90,
    byStatus: { 200: 8910, 500: 90 },
    bytesIn: 8910 * 243,
    bytesOut: 9000 * 61,
    inFlight: 4,
    schedulerLagMs: { p50: 0.01, p99: 0.3, max: 0.9 },
    generatorCpuShare: 0.38,
  });
  expect(Object.keys(second?.latencyMs ?? {})).toEqual(['p50', 'p90', 'p95', 'p99', 'max']);
  expect(second?.latencyMs.p99).toBeCloseTo(6, 0);
  expect(attackSecond(liveLoad(100, 0, 6), 100, AT)?.latencyMs).toMatchObject({
    p90: expect.any(Number),
    p95: null,
    p99: null,
    max: 6,
  });
});

it('leaves out the lead-in', () => {
  expect(attackSecond(liveLoad(100, -1, 6), 100, AT)).toBeNull();
});

it('is valid under the published schema, which has the same types as the code', () => {
  expect(attackLineSchema.safeParse(attackSecond(liveLoad(100, 0, 6), 100, AT)).error).toBeUndefined();
  expect(attackLineSchema.safeParse({ kind: 'second' }).success).toBe(false);
  expectTypeOf<z.output<typeof attackSecondSchema>>().toExtend<AttackSecond>();
  expectTypeOf<keyof AttackSecond>().toEqualTypeOf<keyof z.output<typeof attackSecondSchema>>();
  expectTypeOf<z.output<typeof attackDocumentSchema>>().toExtend<AttackDocument>();
  expectTypeOf<keyof AttackDocument>().toEqualTypeOf<keyof z.output<typeof attackDocumentSchema>>();
});
