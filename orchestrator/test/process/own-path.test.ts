import { expect, it } from 'vitest';
import { ownPath } from '../../src/adapters/process/own-path.ts';

it('has the programs of the service first, and none of the lab', () => {
  const path = '/lab/node_modules/.bin:/lab:/laboratory/bin:/usr/bin';
  expect(ownPath(path, { cwd: '/shop', root: '/lab' })).toBe(
    '/shop/node_modules/.bin:/laboratory/bin:/usr/bin',
  );
});
