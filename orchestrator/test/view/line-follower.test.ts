import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineFollower } from '../../src/adapters/files/line-follower.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { Appended } from '../../src/ports/line-follower.ts';

/** A look every 5 ms. */
const quick = { ...systemClock, sleep: (_: number, signal?: AbortSignal) => systemClock.sleep(5, signal) };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-follow-'));
  file = join(folder, 'events.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

class Following implements Disposable {
  readonly #stopped = new AbortController();
  readonly #looks: AsyncIterator<Appended>;

  constructor() {
    this.#looks = lineFollower(quick).follow(file, this.#stopped.signal)[Symbol.asyncIterator]();
  }

  /** The lines of one look. */
  async look(): Promise<{
    readonly lines: readonly string[];
    readonly restarted: boolean;
    readonly upToDate: boolean;
  }> {
    const { value } = await this.#looks.next();
    const { lines, restarted, upToDate } = value as Appended;
    return { lines: lines.map(String), restarted, upToDate };
  }

  /** All lines until it is up to date. */
  async all(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const look = await this.look();
      lines.push(...look.lines);
      if (look.upToDate) return lines;
    }
  }

  async end(): Promise<boolean> {
    this.#stopped.abort();
    return (await this.#looks.next()).done === true;
  }

  [Symbol.dispose](): void {
    this.#stopped.abort();
  }
}

describe('following a file that another process writes', () => {
  it('has what is there, then what comes, and waits for a file that is not there yet', async () => {
    using following = new Following();
    expect(await following.all()).toEqual([]);
    writeFileSync(file, 'a\nb\n');
    expect(await following.all()).toEqual(['a', 'b']);
    expect(await following.all()).toEqual([]);
    appendFileSync(file, 'c\n');
    expect(await following.all()).toEqual(['c']);
    expect(await following.end()).toBe(true);
  });

  it('keeps half a line until its end is written, also in the middle of a character', async () => {
    const [head, tail] = [Buffer.from('{"name":"gr').subarray(0), Buffer.from('ün"}\n')];
    using following = new Following();
    writeFileSync(file, Buffer.concat([Buffer.from('whole\n'), head]));
    expect(await following.all()).toEqual(['whole']);
    appendFileSync(file, tail.subarray(0, 1));
    expect(await following.all()).toEqual([]);
    appendFileSync(file, tail.subarray(1));
    expect(await following.all()).toEqual(['{"name":"grün"}']);
  });

  it('begins again where the file was cut, and where it was replaced', async () => {
    using following = new Following();
    writeFileSync(file, 'one\ntwo\nhalf');
    expect(await following.all()).toEqual(['one', 'two']);
    truncateSync(file, 4);
    expect(await following.look()).toEqual({ lines: ['one'], restarted: true, upToDate: true });
    writeFileSync(join(folder, 'new'), 'another file, as long as you like\n');
    renameSync(join(folder, 'new'), file);
    expect(await following.look()).toMatchObject({
      lines: [expect.stringMatching(/^another/)],
      restarted: true,
    });
    rmSync(file);
    expect(await following.look()).toEqual({ lines: [], restarted: true, upToDate: true });
    expect(await following.look()).toEqual({ lines: [], restarted: false, upToDate: true });
  });

  it('reads a large file piece by piece, lines longer than a piece included', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i} ${'x'.repeat(i % 500)}`);
    const long = 'y'.repeat(700_000);
    writeFileSync(file, `${[...lines, long, 'last'].join('\n')}\n`);
    using following = new Following();
    expect((await following.look()).upToDate).toBe(false);
    using again = new Following();
    expect(await again.all()).toEqual([...lines, long, 'last']);
  });

  it('says why it cannot be read', async () => {
    file = join(folder, 'events.ndjson', 'below a file');
    writeFileSync(join(folder, 'events.ndjson'), 'x\n');
    using following = new Following();
    const error = await following.look().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code: 'LAB_RECORD_UNREADABLE', fix: [expect.any(String)] });
  });
});
