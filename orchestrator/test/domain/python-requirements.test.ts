import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  describeRange,
  fitsRange,
  pythonNames,
  readRequirements,
} from '../../src/domain/python-requirements.ts';

const SERVICES = resolve(import.meta.dirname, '../../../services');
const OURS = ['flask', 'quart', 'fastapi'].flatMap((name) =>
  readdirSync(join(SERVICES, name))
    .filter((file) => file.startsWith('requirements'))
    .map((file) => join(SERVICES, name, file)),
);

describe('a requirements file', () => {
  test('tells its pins by the names that are the same to pip, and its Pythons', () => {
    const text =
      '# python: 3.9 to 3.12\nFlask_Thing==1.0 \\\n    --hash=sha256:00\n# via x==2\nb[c]==2.0.1;x\nfree>=3\n';
    const { pins, pythons } = readRequirements(text);
    expect([...pins]).toEqual([
      ['flask-thing', '1.0'],
      ['b', '2.0.1'],
    ]);
    expect(pythons).toEqual({ oldest: 9, newest: 12 });
    expect(readRequirements('a==1').pythons).toBeNull();
  });

  test.each(OURS)('%s pins everything by hash and names no registry', (file) => {
    const text = readFileSync(file, 'utf8');
    const { pins, pythons } = readRequirements(text);
    expect(pythons).toEqual({ oldest: 11, newest: 12 });
    expect(pins.size).toBeGreaterThanOrEqual(12);
    const wanted = text.split('\n').filter((line) => /^[A-Za-z]/.test(line));
    expect(wanted.map((line) => /==\S+ \\$/.test(line))).toEqual(wanted.map(() => true));
    expect(text.match(/--hash=sha256:[0-9a-f]{64}/g)?.length).toBeGreaterThanOrEqual(2 * pins.size);
    expect(text).not.toMatch(/https?:|index-url|find-links/);
  });

  test('fits Pythons by minor version, any where it says nothing', () => {
    const range = { oldest: 11, newest: 12 };
    expect(
      ['3.10.9', '3.11.0', '3.12.7', '3.13.0', '2.7.18'].map((version) => fitsRange(version, range)),
    ).toEqual([false, true, true, false, false]);
    expect(['3.6.1', '2.7.18'].map((version) => fitsRange(version, null))).toEqual([true, false]);
    expect(pythonNames(range)).toEqual(['python3.11', 'python3.12', 'python3', 'python']);
    expect([range, { oldest: 9, newest: 12 }, { oldest: 12, newest: 12 }, null].map(describeRange)).toEqual([
      'Python 3.11 or 3.12',
      'Python 3.9 to 3.12',
      'Python 3.12',
      'Python 3',
    ]);
  });
});
