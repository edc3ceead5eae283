import { describe, expect, it } from 'vitest';
import { callTree } from '../../../src/domain/profile/call-tree.ts';
import { flameBoxes } from '../../../src/report/html/flame-graph.ts';
import { flamePage } from '../../../src/report/html/flame-page.ts';
import { profileText } from '../../../src/report/profile-text.ts';
import { EVIL, PROFILE, THREADS } from './profile-fixture.ts';

describe('the page of a profile', () => {
  const page = flamePage(PROFILE, callTree(THREADS));

  it('has what it shows in itself, and nothing that loads anything', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(page).not.toMatch(/https?:|@import|url\(/);
    const scripts = page.match(/<script>/g) ?? [];
    expect(page.match(/'sha256-[^']+'/g)).toHaveLength(scripts.length);
    expect(page).toContain('<table id="packages"');
  });

  it('shows names of others as text', () => {
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('\u001b');
  });
});

it('leaves out of the picture what is too narrow to be seen', () => {
  const boxes = flameBoxes(callTree(THREADS));
  expect(boxes.map(({ tree, depth }) => [tree.frame?.name ?? null, depth])).toEqual([
    [null, 0],
    ['serve', 1],
    [EVIL, 2],
  ]);
});

it('says in a terminal that it is no measurement, what was not seen, and no code of others', () => {
  const text = profileText(PROFILE, ['somewhere'], { columns: 100, colour: false, unicode: true });
  expect(text).toContain('not a measurement');
  expect(text).toMatch(/For 29% of the time nothing was sampled/);
  expect(text).toMatch(/5,001 samples/);
  expect(text).not.toContain('\u001b');
});
