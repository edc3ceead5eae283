// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are what is tested
import { expect, it } from 'vitest';
import { interpolate } from '../../src/adapters/compose/interpolate.ts';

const ENV = { SET: 'value', EMPTY: '', _a1: 'x' };

// As the Compose specification has it; compose-config.test.ts asks Compose itself.
it.each([
  ['plain text', 'plain text'],
  ['${SET}', 'value'],
  ['a${SET}b${SET}c', 'avaluebvaluec'],
  ['${SET:-other}', 'value'],
  ['${SET-other}', 'value'],
  ['${EMPTY:-other}', 'other'],
  ['${EMPTY-other}', ''],
  ['${UNSET:-other}', 'other'],
  ['${UNSET-other}', 'other'],
  ['${UNSET:-}', ''],
  ['${UNSET}', ''],
  ['${_a1}', 'x'],
  ['127.0.0.1:${UNSET:-3001}:8080', '127.0.0.1:3001:8080'],
  ['${UNSET:-a-b:c d}', 'a-b:c d'],
  ['$$', '$'],
  ['$${SET}', '${SET}'],
  ['$$$$', '$$'],
  ['a$$b${SET}', 'a$bvalue'],
])('%s is %s', (text, filled) => {
  expect(interpolate(text, ENV)).toEqual({ text: filled });
});

it.each([
  ['$SET', '"$SET"'],
  ['${SET', '"${SET"'],
  ['${SET:?must be}', '"${SET:?must be}"'],
  ['${SET?must be}', '"${SET?must be}"'],
  ['${SET:+other}', '"${SET:+other}"'],
  ['${SET+other}', '"${SET+other}"'],
  ['${UNSET:-${SET}}', '"${UNSET:-${SET}"'],
  ['${1A}', '"${1A}"'],
  ['${}', '"${}"'],
  ['costs 5$', '"$"'],
])('%s is refused, and shown', (text, shown) => {
  const read = interpolate(text, ENV);
  expect(read).toEqual({ problem: expect.stringContaining(shown) });
});
