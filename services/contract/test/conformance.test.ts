import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bundle, bundleFolder } from '../../runtime/test/support/bundle.ts';
import type { ContenderProcess } from '../../runtime/test/support/contender-process.ts';
import { startContender } from '../../runtime/test/support/contender-process.ts';
import { ask } from '../../runtime/test/support/http-client.ts';
import { exchangeUntilClosed } from '../../runtime/test/support/raw-exchange.ts';
import { expectedResponse } from '../src/expected.ts';
import { ROUTES } from '../src/expected-routes.ts';
import { CASES } from './cases.ts';

const folder = bundleFolder();
afterAll(() => folder[Symbol.dispose]());

const { services } = parse(readFileSync(new URL('../../../docker-compose.yml', import.meta.url), 'utf8'), {
  merge: true,
  // Our own file: each contender takes what is common from there.
  maxAliasCount: -1,
}) as {
  services: Record<string, { 'x-lab'?: { process: { entry?: string }; routes: readonly string[] } }>;
};
/** Each program once, however many contenders it is, of those that serve the whole contract. */
const entries = new Set(
  Object.values(services).flatMap(({ 'x-lab': lab }) =>
    lab?.process.entry !== undefined && lab.routes.length === ROUTES.size ? [lab.process.entry] : [],
  ),
);

it('is kept by somebody', () => {
  expect(entries.size).toBeGreaterThan(3);
});

describe.each([...entries])('%s answers as the contract says', (entry) => {
  let contender: ContenderProcess;
  let port: number;
  // Fewer at once than express-nested has permits for: what it shows is not what is asked here.
  const agent = new Agent({ keepAlive: true, maxSockets: 3 });

  beforeAll(async () => {
    contender = startContender(await bundle(entry.replace(/^services\//, ''), folder));
    ({ port } = await contender.listening());
  });
  afterAll(async () => {
    agent.destroy();
    await contender[Symbol.asyncDispose]();
  });

  it('to every request of the table, byte for byte', async () => {
    const differences = await Promise.all(
      CASES.map(async (one) => {
        const expected = expectedResponse(one);
        if (!expected) return `${one.title}: the contract says nothing`;
        const { method, path, headers = {}, body, chunked = false } = one;
        const answer = await ask(
          port,
          { method, path, headers, chunked, ...(body !== undefined && { body }) },
          agent,
        ).catch((error: unknown) => String(error));
        if (typeof answer === 'string') return `${one.title}: ${answer}`;
        const stable = Object.keys(expected.headers).map((name) => [name, answer.headers[name]]);
        const got = { ...answer, headers: Object.fromEntries(stable), body: answer.body.toString() };
        const right = { ...expected, body: expected.body.toString() };
        const [seen, wanted] = [JSON.stringify(sorted(got)), JSON.stringify(sorted(right))];
        return seen === wanted ? undefined : `${one.title}\n  got   ${seen}\n  right ${wanted}`;
      }),
    );
    expect(differences.filter((difference) => difference !== undefined)).toEqual([]);
  });

  it('to a body that is announced as too large, before it is sent, and closes', async () => {
    const head = 'POST /api/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const answer = await exchangeUntilClosed(
      port,
      `${head}Content-Length: 20000\r\n\r\n${'x'.repeat(20_000)}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\n/);
    expect(answer.toLowerCase()).toContain('\r\nconnection: close\r\n');
  });

  it('to what is not HTTP with the bare answer of Node', async () => {
    expect(await exchangeUntilClosed(port, 'GARBAGE\r\n\r\n')).toBe(
      'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
    );
    const tooLong = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await exchangeUntilClosed(port, tooLong)).toMatch(
      /^HTTP\/1\.1 431 [A-Za-z ]+\r\nConnection: close\r\n\r\n$/,
    );
  });
});

function sorted(answer: { headers: Record<string, string | undefined> }): object {
  return {
    ...Object.fromEntries(Object.entries(answer).sort()),
    headers: Object.fromEntries(Object.entries(answer.headers).sort()),
  };
}
