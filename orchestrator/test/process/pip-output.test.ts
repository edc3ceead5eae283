import { describe, expect, it } from 'vitest';
import { pipError, pipProgress } from '../../src/adapters/process/pip-output.ts';

const ABOUT = { file: 'requirements.txt', python: 'Python 3.13.0' };
const none = (name: string, versions: string): string[] => [
  `ERROR: Could not find a version that satisfies the requirement ${name} (from versions: ${versions})`,
  `ERROR: No matching distribution found for ${name}`,
];

/** As pip 23.2 says it. */
const OFFLINE = [
  "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/asgiref/",
  ...none('asgiref==3.7.2', 'none'),
];
const MISMATCH = [
  'Collecting asgiref==3.7.2 (from -r bad.txt (line 1))',
  'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated …',
  '    asgiref==3.7.2 from https://example.org/asgiref-3.7.2-py3-none-any.whl (from -r bad.txt (line 1)):',
  '        Expected sha256 aaaa',
  '             Got        89b2',
  '',
];
const UNPINNED = [
  'ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==. These do not:',
  '    h11>=0.8 from h11-0.16.0-py3-none-any.whl',
];

describe('what pip says', () => {
  it.each([
    ['LAB_REGISTRY_UNREACHABLE', 'reached no package registry', OFFLINE],
    ['LAB_REGISTRY_UNREACHABLE', 'has none of these', none('asgiref==3.7.2', 'none')],
    ['LAB_PACKAGE_DIFFERS', 'not the one that requirements.txt names', MISMATCH],
    [
      'LAB_SETUP_FAILED',
      'no wheel of pydantic-core==2.16.3 for Python 3.13.0',
      none('pydantic-core==2.16.3', `${'2.20.0, '.repeat(90)}2.50`),
    ],
    ['LAB_SETUP_FAILED', 'does not pin all', UNPINNED],
    [
      'LAB_SETUP_FAILED',
      'no room',
      ['ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'],
    ],
    ['LAB_SETUP_FAILED', 'pip could not install requirements.txt', ['Segmentation fault']],
    ['LAB_SETUP_FAILED', 'pip could not install requirements.txt', []],
  ])('is %s: %s', (code, message, output) => {
    const error = pipError(output, ABOUT);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.fix.length).toBeGreaterThan(0);
    for (const [, text] of error.seen) expect(text.length).toBeLessThan(210);
  });

  it('of a package that differs is what was expected and what came', () => {
    expect(pipError(MISMATCH, ABOUT).seen.map(([, text]) => text)).toEqual([
      expect.stringContaining('asgiref-3.7.2-py3-none-any.whl'),
      'Expected sha256 aaaa',
      'Got        89b2',
    ]);
  });

  it('is shown while it works in a few words', () => {
    const lines = [
      'Collecting flask==3.0.2 (from -r requirements.txt (line 61))',
      '  Downloading flask-3.0.2-py3-none-any.whl (101 kB)',
      'Installing collected packages: a, b, c',
    ];
    expect(lines.map(pipProgress)).toEqual(['getting flask 3.0.2', null, 'installing 3 packages']);
  });
});
