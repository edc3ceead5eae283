import { expect, vi } from 'vitest';
import { lineFollower } from '../../src/adapters/files/line-follower.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { pageServer } from '../../src/adapters/http/page-server.ts';
import type { LabApp } from '../../src/app/lab-app.ts';
import type { LineFollower } from '../../src/ports/line-follower.ts';
import { reportFiles } from '../../src/report/html/report-files.ts';
import { inMemoryLab } from '../app/in-memory-lab.ts';
import { commandLine, type Keyboard } from '../cli/in-memory-cli.ts';

/** A look every 5 ms. */
const quick = { ...systemClock, sleep: (_: number, signal?: AbortSignal) => systemClock.sleep(5, signal) };

/** Counts the files that are being followed. */
function counting(): LineFollower & { following: number; begun: number } {
  const real = lineFollower(quick);
  const counted = {
    following: 0,
    begun: 0,
    async *follow(file: string, signal: AbortSignal) {
      counted.following += 1;
      counted.begun += 1;
      try {
        yield* real.follow(file, signal);
      } finally {
        counted.following -= 1;
      }
    },
  };
  return counted;
}

export interface Viewed extends AsyncDisposable {
  readonly url: string;
  readonly follower: ReturnType<typeof counting>;
  readonly retreats: (readonly number[])[];
  /** As Ctrl-C does; gives what the command came to. */
  end(): ReturnType<typeof commandLine>;
}

/** `lab view` over real sockets and files, until it has said where. */
export async function viewedLab(
  results: string,
  words: readonly string[] = [],
  more: Partial<LabApp> = {},
): Promise<Viewed> {
  const keyboard: Keyboard = { interrupt: () => undefined };
  const follower = counting();
  const retreats: (readonly number[])[] = [];
  let url = '';
  const running = commandLine(
    {
      ...inMemoryLab(),
      follower,
      stepBack: () => undefined,
      drawReport: async (run) => reportFiles(run),
      retreat: (cpus) => void retreats.push(cpus),
      pages: {
        async listen(port, answer) {
          const opened = await pageServer.listen(port, answer);
          url = opened.url;
          return opened;
        },
      },
      ...more,
    },
    ['view', ...words, '--out', results],
    {},
    keyboard,
  );
  // The command is loaded when it is asked for, which a busy machine does in its own time.
  await vi.waitFor(() => expect(url).not.toBe(''), { interval: 5, timeout: 20_000 });
  const end = async () => {
    // It listens for Ctrl-C once it has said where it is.
    await new Promise((resolve) => setTimeout(resolve, 10));
    keyboard.interrupt();
    return running;
  };
  return { url, follower, retreats, end, [Symbol.asyncDispose]: async () => void (await end()) };
}
