import { expect, it } from 'vitest';
import { sideIds, sideNames } from '../../src/domain/side-names.ts';
import { parseVersionAsked } from '../../src/domain/version-asked.ts';

it.each([
  ['fastify', '5.12.8', '5.11.0', 'fastify-5-12-8', 'fastify-5-11-0'],
  ['fastify', '6.0.0-alpha.1', '6.0.0', 'fastify-6-0-0-alpha-1', 'fastify-6-0-0'],
  ['fastify', '5.12.8', '5.12.8', 'fastify-5-12-8-a', 'fastify-5-12-8-b'],
  ['own', 'feature/Größe', 'feature-gr-e', 'own-feature-gr-e-a', 'own-feature-gr-e-b'],
  ['own', '日本', 'main', 'own', 'own-main'],
  ['own', 'working tree', 'x'.repeat(300), 'own-working-tree', `own-${'x'.repeat(40)}`],
])('%s %s and %s are told apart by their ids', (of, a, b, idA, idB) => {
  const ids = sideIds(of, { a, b });
  expect(ids).toEqual({ a: idA, b: idB });
  for (const id of Object.values(ids)) expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
});

it('names say the version, and which of two equal ones', () => {
  expect(sideNames('Koa', { a: '3.0.0', b: '3.1.0' })).toEqual({ a: 'Koa 3.0.0', b: 'Koa 3.1.0' });
  expect(sideNames('Koa', { a: '3.0.0', b: '3.0.0' })).toEqual({ a: 'Koa 3.0.0 (a)', b: 'Koa 3.0.0 (b)' });
});

it.each([
  ['5.12.8', 'npm'],
  ['next', 'npm'],
  ['^5.1', 'npm'],
  ['6.0.0-alpha.1+build', 'npm'],
  ['./fastify-6.0.0.tgz', 'tarball'],
  ['fastify.tar.gz', 'tarball'],
  ['../fastify', 'folder'],
  ['/srv/fastify', 'folder'],
  ['.', 'folder'],
])('%s is of the kind %s', (text, kind) => {
  expect(parseVersionAsked(text, '--a').kind).toBe(kind);
});

it.each(['npm:koa@3', 'https://example.org/fastify.tgz', 'git+ssh://x/y', '--global', 'a b', '', '5 || 4'])(
  '"%s" is no version',
  (text) => {
    expect(() => parseVersionAsked(text, '--a')).toThrow(
      expect.objectContaining({ code: 'LAB_VALUE_INVALID' }),
    );
  },
);
