import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callTree } from '../../src/domain/profile/call-tree.ts';
import { flamePage } from '../../src/report/html/flame-page.ts';
import { PROFILE, THREADS } from '../report/html/profile-fixture.ts';
import { PageReader } from './browser.ts';
import { theChromium } from './chromium.ts';

let reader: PageReader;
let url: string;
beforeAll(async () => {
  reader = await PageReader.start(theChromium());
  url = reader.write('flame.html', flamePage(PROFILE, callTree(THREADS)));
});
afterAll(() => reader[Symbol.asyncDispose]());

describe('the page of a profile, in a browser', () => {
  it('finds and zooms, asks for nothing and complains of nothing', async () => {
    await using opened = await reader.open(url);
    const { page } = opened;
    await page.fill('#flame-search', 'SERVE');
    expect(await page.textContent('#flame-found')).toBe('1 box, 100.0% of busy time');
    const inner = page.locator('#flame div').nth(2);
    await page.locator('#flame div').nth(1).click();
    expect(await page.locator('#flame div').first().isVisible()).toBe(true);
    await inner.click();
    const whole = await page.locator('#flame').boundingBox();
    expect((await inner.boundingBox())?.width).toBeCloseTo(whole?.width ?? 0, -1);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
  });

  it('shows picture and tables without a script', async () => {
    await using opened = await reader.open(url, { javaScriptEnabled: false });
    expect(await opened.page.locator('#flame div').count()).toBe(3);
    expect(await opened.page.locator('#packages tbody tr').count()).toBe(3);
    expect(await opened.page.locator('#flame-tools').isVisible()).toBe(false);
  });
});
