import { describe, expect, test } from 'vitest';
import { viewKind } from '../../src/ui/choose-view.ts';
import { isUnicode, wantsColour } from '../../src/ui/terminal-style.ts';

function terminal(columns: number | null, isTerminal = true) {
  return { isTerminal, columns: () => columns };
}

describe('which view', () => {
  const XTERM = { TERM: 'xterm' };
  test.each([
    ['auto', XTERM, terminal(80), 'live'],
    ['auto', XTERM, terminal(60), 'live'],
    ['auto', XTERM, terminal(59), 'plain'],
    ['auto', XTERM, terminal(null, false), 'plain'],
    ['auto', { ...XTERM, CI: 'true' }, terminal(80), 'plain'],
    ['auto', { ...XTERM, CI: 'false' }, terminal(80), 'live'],
    ['auto', { TERM: 'dumb' }, terminal(80), 'plain'],
    ['auto', { ...XTERM, NO_COLOR: '1' }, terminal(80), 'live'],
    ['live', { ...XTERM, CI: 'true' }, terminal(80), 'live'],
    ['live', XTERM, terminal(null, false), 'plain'],
    ['live', { TERM: 'dumb' }, terminal(80), 'plain'],
    ['plain', XTERM, terminal(80), 'plain'],
    ['json', XTERM, terminal(80), 'quiet'],
    ['quiet', XTERM, terminal(80), 'quiet'],
    ['ndjson', XTERM, terminal(80), 'plain'],
  ] as const)('%s with %j', (mode, env, sink, kind) => {
    expect(viewKind(mode, env, sink)).toBe(kind);
  });
});

describe('how it looks', () => {
  test.each([
    [{}, true, false, true],
    [{}, false, false, false],
    [{ NO_COLOR: '1' }, true, false, false],
    [{ NO_COLOR: '' }, true, false, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false, false],
    [{ FORCE_COLOR: '1' }, false, false, true],
    [{ FORCE_COLOR: '0' }, true, false, false],
    [{ FORCE_COLOR: '1' }, true, true, false],
    [{ TERM: 'dumb' }, true, false, false],
  ] as const)('colour with %j, terminal %s, --no-color %s: %s', (env, isTerminal, noColour, wanted) => {
    expect(wantsColour(env, isTerminal, noColour)).toBe(wanted);
  });

  test.each([
    [{ LANG: 'en_US.UTF-8' }, 'linux', true],
    [{ LANG: 'C.utf8' }, 'linux', true],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', false],
    [{ LC_ALL: '', LANG: 'en_US.UTF-8' }, 'linux', true],
    [{}, 'linux', false],
    [{}, 'win32', true],
  ] as const)('unicode with %j on %s: %s', (env, platform, wanted) => {
    expect(isUnicode(env, platform)).toBe(wanted);
  });
});
