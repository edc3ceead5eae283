import { expect, it } from 'vitest';
import { lastMessages } from '../../src/domain/last-messages.ts';
import { redactUrl } from '../../src/domain/redact.ts';

const NODE = [
  '/shop/bad.js:3',
  "throw new Error('DATABASE_URL is not set');",
  '^',
  '',
  'Error: DATABASE_URL is not set',
  '    at Object.<anonymous> (/shop/bad.js:3:7)',
  ...Array.from({ length: 9 }, (_, i) => `    at frame${i} (node:internal/modules:${i}:1)`),
  '',
  'Node.js v26.10.0',
];

it('keep the reason that stands above a stack', () => {
  expect(lastMessages(NODE, 2)).toEqual(['Error: DATABASE_URL is not set', 'Node.js v26.10.0']);
  const python = [
    'Traceback (most recent call last):',
    '  File "app.py", line 3, in <module>',
    'KeyError: 1',
  ];
  expect(lastMessages(python, 8)).toEqual(['Traceback (most recent call last):', 'KeyError: 1']);
});

it('are cut, and the secrets in them are found in a text of megabytes at once', () => {
  expect(lastMessages(['x'.repeat(5_000_000)], 1)[0]).toHaveLength(300);
  const startMs = performance.now();
  redactUrl(`${'x'.repeat(3_000_000)}?token=abc`);
  // From each letter on it would be hours.
  expect(performance.now() - startMs).toBeLessThan(5000);
});
