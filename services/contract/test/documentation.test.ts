import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectedResponse } from '../src/expected.ts';
import { ROUTES } from '../src/expected-routes.ts';
import { BODY_LIMIT_BYTES, ORDER, QUERY_NUMBER } from '../src/limits.ts';
import * as problems from '../src/problems.ts';

// Formatters pad tables; the words are what counts.
const CONTRACT = readFileSync(new URL('../../CONTRACT.md', import.meta.url), 'utf8').replaceAll(
  /[ \n]+/g,
  ' ',
);

describe('CONTRACT.md says what the code says', () => {
  it('all routes', () => {
    for (const [path, { method }] of ROUTES) expect(CONTRACT).toContain(`\`${method} ${path}`);
  });

  it('all problems, byte for byte', () => {
    const all = [
      ...Object.values(problems.INVALID_PARAMETER),
      problems.INVALID_ORDER,
      problems.NOT_FOUND,
      problems.METHOD_NOT_ALLOWED,
      problems.BODY_TOO_LARGE,
      problems.INTERNAL_ERROR,
    ];
    for (const problem of all) expect(CONTRACT).toContain(`| ${problem.status} |`);
    for (const problem of all) expect(CONTRACT).toContain(`\`${JSON.stringify(problem)}\``);
    expect(CONTRACT).toContain(`\`${problems.PROBLEM_TYPE}\``);
  });

  it('the bodies it spells out', () => {
    for (const path of [
      '/healthz',
      '/api/dummy',
      '/api/items/42',
      '/api/items/42?fields=priceCents,id',
      '/api/wait?ms=25',
    ]) {
      expect(CONTRACT).toContain(`\`${expectedResponse({ method: 'GET', path })?.body}\``);
    }
  });

  it('all limits and defaults', () => {
    for (const [name, { min, max, default: standard }] of Object.entries(QUERY_NUMBER)) {
      expect(CONTRACT).toContain(`\`${name}\` ${min} to ${max}, default ${standard}`);
    }
    expect(CONTRACT).toContain(`at most ${BODY_LIMIT_BYTES} bytes`);
    expect(CONTRACT).toContain(`1 to ${ORDER.streetMax}, ${ORDER.cityMax}, ${ORDER.postcodeMax} characters`);
    for (const rule of [
      `whole number, 1 to ${ORDER.customerIdMax}`,
      `1 to ${ORDER.nameMax} characters`,
      `3 to ${ORDER.emailMax} characters`,
      `1 to ${ORDER.linesMax} objects`,
      `whole number, 1 to ${ORDER.quantityMax}`,
      `whole number, 0 to ${ORDER.unitCentsMax}`,
      `0 to ${ORDER.noteMax} characters`,
    ]) {
      expect(CONTRACT).toContain(rule);
    }
  });
});
