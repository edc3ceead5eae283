import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { blockCapacities } from '../../src/domain/capacity/contender-capacity.ts';
import { expectNoStack } from '../e2e/lab-cli.ts';
import { DockerHome, nothingLeftOf } from './lab-home.ts';

/** The `limited` contender answers so many a second and turns the others away. */
const HOLDS_PER_SEC = 300;
const SEARCH = `
contenders: [limited]
policy: { kind: capacity, from: 200, confirm: 2s, overload: { factors: [1.5], duration: 2s } }
step: { duration: 2s, leadIn: 500ms }
warmUp: { rate: 100, min: 1s, max: 1s }
timeout: 2s
# A p99 would need steps of 5 s at these rates.
objective: p90<50ms,errors<0.1%
requests: [{ name: dummy, path: /api/dummy }]
`;
const LIMIT_MS = 280_000;

it.each(['builtin', 'k6'])(
  'a search with %s finds what a service of known capacity holds, or says that it cannot',
  async (generator) => {
    await using home = new DockerHome();
    writeFileSync(home.path('search.yaml'), SEARCH);
    const ended = await home.complete(['--scenario', 'search.yaml', '--blocks', '1'], {
      env: { LAB_GENERATOR: generator },
      limitMs: LIMIT_MS,
    });
    expect([0, 5], ended.stderr).toContain(ended.code);
    expectNoStack(ended.stderr);
    await nothingLeftOf(ended.lab);
    const record = home.record();
    expect(new Set(record.steps.map((step) => step.generator.name))).toEqual(new Set([generator]));
    const [block] = blockCapacities(record, 'limited');
    const story = `${ended.stderr}\n${ended.stdout}`;
    // On a noisy machine a search may find less, or nothing; it never says more than is true.
    if (block?.result.kind === 'found') {
      expect(block.result.perSec, story).toBeGreaterThan(0.8 * HOLDS_PER_SEC);
      expect(block.result.perSec, story).toBeLessThan(1.1 * HOLDS_PER_SEC);
      const purposes = record.steps.map(({ purpose }) => purpose);
      expect(purposes.slice(-3), story).toEqual(['confirm', 'overload', 'recovery']);
    }
    if (block?.result.kind === 'at-least')
      expect(block.result.perSec, story).toBeLessThan(1.1 * HOLDS_PER_SEC);
  },
  LIMIT_MS + 20_000,
);
