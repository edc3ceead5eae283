import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A page that is looked at, and all that it said and asked for. */
export interface LookedAt extends AsyncDisposable {
  readonly page: Page;
  readonly url: string;
  /** Of the console and of scripts; empty is good. */
  readonly complaints: readonly string[];
  /** Beyond the page itself; empty is good. */
  readonly requests: readonly string[];
}

/** Opens files from disk in a real browser, as somebody who got them by mail does. */
export class PageReader implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), 'framework-lab-page-'));

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(executablePath: string): Promise<PageReader> {
    // Root has no sandbox in a container; what is opened is our own.
    return new PageReader(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  write(name: string, html: string): string {
    const file = join(this.#folder, name);
    writeFileSync(file, html);
    return pathToFileURL(file).href;
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<LookedAt> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => void complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url.replace(/#.*/, '')) requests.push(request.url());
    });
    await page.goto(url);
    return { page, url, complaints, requests, [Symbol.asyncDispose]: () => context.close() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true });
  }
}

/** What axe-core finds wrong, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe
    .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`);
}
