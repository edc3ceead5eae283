import { expect, test } from 'vitest';
import { LabError } from '../../src/domain/errors.ts';
import { renderError } from '../../src/ui/render-error.ts';
import { expectGolden } from '../report/golden.ts';

const QUIET = { colour: false, verbose: false };

test('what happened, what was seen, what to do', () => {
  const texts = [
    new LabError('LAB_CONTENDER_NOT_READY', 'koa exited (code 1)\n  before GET /healthz answered.', {
      seen: [
        ['last', "Error: Cannot find module 'koa'\n    at \u001b[31mred\u001b[0m (koa.js:1)"],
        ['full log', 'results/x/logs/koa.log'],
      ],
      fix: ['npm run lab -- run --only koa --keep-failed', 'or read services/koa'],
      cause: new Error('spawn failed'),
    }),
    new LabError('LAB_USAGE', 'A bare one.'),
    new TypeError('x is not a function'),
    'thrown text',
  ].map((error) => renderError(error, QUIET));
  expectGolden(new URL('./golden/errors.txt', import.meta.url), texts.join('\n'));
  expect(texts.join('')).not.toContain('\u001b');
  expect(texts.join('')).not.toContain('render-error.test');
});

test('stacks and causes only when asked for', () => {
  const error = new LabError('LAB_STORE_FAILED', 'It failed.', { cause: new Error('the disk said no') });
  expect(renderError(error, QUIET)).not.toContain('the disk said no');
  const verbose = renderError(error, { colour: false, verbose: true });
  expect(verbose).toContain('caused by Error: the disk said no');
  expect(verbose).toMatch(/at .*render-error\.test/);
});

test('colour only when asked for, ASCII where needed', () => {
  const error = new LabError('LAB_USAGE', 'A bare one.');
  expect(renderError(error, { colour: true, verbose: false })).toContain('\u001b[');
  expect(renderError(error, { ...QUIET, unicode: false })).toMatch(/^x LAB_USAGE/);
});
