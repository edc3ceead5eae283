import { get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageServer } from '../../src/adapters/http/page-server.ts';
import { refusal } from '../../src/adapters/http/refusal.ts';
import type { OpenPages, PageEvent, PageReply, PageRequest } from '../../src/ports/page-server.ts';
import { ask, Watcher } from './browser.ts';

const text = (content: string): PageReply => ({ kind: 'text', status: 200, type: 'html', text: content });

/** Events without end, a megabyte each, and how many of them were asked for. */
class Torrent {
  made = 0;
  isOver = false;

  async *follow(signal: AbortSignal): AsyncGenerator<PageEvent> {
    try {
      while (!signal.aborted) {
        this.made += 1;
        yield { name: 'much', data: 'x'.repeat(1_000_000) };
      }
    } finally {
      this.isOver = true;
    }
  }
}

let pages: OpenPages;
let torrent: Torrent;
const asked: PageRequest[] = [];
beforeEach(async () => {
  torrent = new Torrent();
  asked.length = 0;
  pages = await pageServer.listen(0, async (request) => {
    asked.push(request);
    if (request.path === '/events') return { kind: 'events', follow: quiet };
    if (request.path === '/much') return { kind: 'events', follow: (signal) => torrent.follow(signal) };
    if (request.path === '/moved') return { kind: 'moved', to: '/elsewhere' };
    return text(`<p>${request.path}`);
  });
});
afterEach(() => pages[Symbol.asyncDispose]());

/** One event, then silence until whoever looks has gone. */
async function* quiet(signal: AbortSignal): AsyncGenerator<PageEvent> {
  yield { name: 'hello', data: 'one\ntwo' };
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

describe('the page server', () => {
  it('answers on loopback only, with a policy that lets nothing of a page run', async () => {
    expect(pages.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { status, headers, text } = await ask(pages.url, '/a?b=c%20d');
    expect([status, text]).toEqual([200, '<p>/a']);
    expect(asked[0]?.query.get('b')).toBe('c d');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain("script-src 'unsafe-inline'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(await ask(pages.url, '/moved')).toMatchObject({
      status: 302,
      headers: { location: '/elsewhere' },
    });
  });

  it('refuses another name than that of loopback, as a rebound one would be', async () => {
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil']) {
      expect((await ask(pages.url, '/', { host })).status, host).toBe(421);
    }
    expect((await ask(pages.url, '/', { host: 'localhost:9000' })).status).toBe(200);
    expect(asked).toHaveLength(1);
  });

  it('can only be read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect(await ask(pages.url, '/', { method }), method).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD' },
      });
    }
    expect(await ask(pages.url, '/a', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await ask(pages.url, '/events', { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
      headers: { 'content-type': expect.stringContaining('text/event-stream') },
    });
    expect(await ask(pages.url, 'http://evil.example/a')).toMatchObject({ status: 400 });
  });

  it('says so where a port is taken or may not be had', async () => {
    const port = Number(new URL(pages.url).port);
    await expect(pageServer.listen(port, async () => text(''))).rejects.toMatchObject({
      code: 'LAB_PORT_IN_USE',
      fix: [expect.stringContaining('--port')],
    });
  });

  it('sends events, each line of them as such', async () => {
    const watcher = new Watcher(`${pages.url}/events`);
    await watcher.shows('hello', 'one\ntwo');
    watcher.leave();
  });

  it('says that it is still here where nothing happens, which no idle timeout then cuts', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      let told = '';
      const asked = get(`${pages.url}/events`, (response) => {
        response.setEncoding('utf8').on('data', (chunk) => {
          told += chunk;
        });
      });
      const waits = { interval: 5, timeout: 2000 };
      await vi.waitFor(() => expect(told).toContain('data: two\n\n'), waits);
      vi.advanceTimersByTime(15_000);
      await vi.waitFor(() => expect(told).toMatch(/data: two\n\n: still here\n\n$/), waits);
      expect(vi.getTimerCount()).toBe(1);
      asked.on('error', () => undefined);
      asked.destroy();
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0), waits);
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits for a client that takes nothing, and lets go of one that has gone', async () => {
    const { hostname, port } = new URL(pages.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /much HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    socket.pause();
    await vi.waitFor(() => expect(torrent.made).toBeGreaterThan(0));
    let before = -1;
    await vi.waitFor(
      () => {
        // What the kernel takes it takes; then nothing more is made.
        const now = torrent.made;
        const isStill = now === before;
        before = now;
        expect(isStill).toBe(true);
      },
      { interval: 150, timeout: 5000 },
    );
    expect(torrent.made).toBeLessThan(30);
    socket.destroy();
    await vi.waitFor(() => expect(torrent.isOver).toBe(true));
  });

  it('ends at once though somebody still looks', async () => {
    const watcher = new Watcher(`${pages.url}/events`);
    await watcher.shows('hello', 'one');
    const own = await pageServer.listen(0, async () => text('another'));
    await own[Symbol.asyncDispose]();
    await pages[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(watcher.hasEnded).toBe(true));
    await expect(ask(pages.url, '/')).rejects.toThrow();
    pages = await pageServer.listen(0, async () => text(''));
  });
});

it('tells loopback from what only looks like it', () => {
  const asked = (host: string | undefined) => refusal({ method: 'GET', host, url: '/' })?.status ?? 200;
  expect(['127.0.0.1:1', 'LOCALHOST', 'localhost:65535'].map(asked)).toEqual([200, 200, 200]);
  expect([undefined, '[::1]:80', '127.0.0.1:', '127.0.0.1:1@evil', '0.0.0.0', '127.1'].map(asked)).toEqual(
    Array.from({ length: 6 }, () => 421),
  );
});
