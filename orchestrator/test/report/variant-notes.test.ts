import { expect, test } from 'vitest';
import type { ContenderRecord } from '../../src/domain/run-record.ts';
import { variantNotes } from '../../src/report/variant-notes.ts';

const plain: ContenderRecord = {
  id: 'express',
  name: 'Express',
  role: 'contender',
  framework: { name: 'express', version: '5.3.0' },
  settings: {},
  source: 'docker-compose.yml#express',
};

test('a variant is never taken for the framework, nor what it says of itself for a command', () => {
  const nested = { ...plain, id: 'express-nested', variant: 'two permits\u001b[2J a request' };
  expect(variantNotes({ contenders: [plain, nested, { ...nested, framework: null }] })).toEqual([
    'express-nested is not express as it should be run: two permits a request.',
    'express-nested is not the service as it should be run: two permits a request.',
  ]);
});
