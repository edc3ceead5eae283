import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, trusted } from '../../../src/report/html/html.ts';

test('text that others wrote is text, in an element and in an attribute', () => {
  const name = `<img src=x onerror="alert(1)">'\`&`;
  expect(html`<b title="${name}">${name}</b>`.text).toBe(
    '<b title="&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&#96;&amp;">&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&#96;&amp;</b>',
  );
});

test('pieces of markup, lists of them, numbers and nothing', () => {
  const items = ['a', '<b>'].map((one) => html`<li>${one}</li>`);
  expect(html`<ul>${items}${null}${12.5}</ul>`.text).toBe('<ul><li>a</li><li>&lt;b&gt;</li>12.5</ul>');
  expect(html`${trusted('<svg></svg>')}`.text).toBe('<svg></svg>');
});

test('control codes, marks that turn text around and line breaks do not get through', () => {
  expect(html`${'a\u001b[31mred\u0000\u202e\r\nnext'}`.text).toBe('ared next');
});

test('whatever a text is, it opens no tag, ends no attribute and begins no entity of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { text: written } = html`${text}`;
      expect(written).not.toMatch(/[<>"'`]/);
      expect(written.replace(/&(amp|lt|gt|quot|#39|#96);/g, '')).not.toContain('&');
    }),
  );
});
