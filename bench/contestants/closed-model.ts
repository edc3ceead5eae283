import { cpuRateBetween, PinnedProcess } from '../pinned-process.ts';
import type { Arena, Contestant, FullThrottle } from './contestant.ts';
import { URL_PATH } from './contestant.ts';

/** A tool that keeps its connections busy and prints how many requests a second that came to. */
class ClosedModel implements Contestant {
  readonly model = 'closed';
  readonly name: string;
  readonly version: string;
  readonly #command: (url: string, arena: Arena) => string[];
  readonly #rateOf: (output: string) => number;

  constructor(
    name: string,
    version: string,
    command: (url: string, arena: Arena) => string[],
    rateOf: (output: string) => number,
  ) {
    this.name = name;
    this.version = version;
    this.#command = command;
    this.#rateOf = rateOf;
  }

  async fullThrottle(arena: Arena): Promise<FullThrottle> {
    const url = `http://127.0.0.1:${arena.port}${URL_PATH}`;
    await using tool = new PinnedProcess(arena.loadCpu, this.#command(url, arena), { GOMAXPROCS: '1' });
    const runMs = (arena.leadInSeconds + arena.seconds) * 1000;
    const middle = cpuRateBetween(tool, 1500, runMs - 300);
    const ratePerSec = this.#rateOf(await tool.output());
    if (!(ratePerSec > 0)) throw new Error(`${this.name} printed no rate`);
    return { ratePerSec, cpuUsPerRequest: (await middle) / ratePerSec };
  }
}

const printedRate = (output: string): number => Number(/Requests\/sec:\s*([\d.]+)/.exec(output)?.[1]);
const runSeconds = (arena: Arena): number => arena.leadInSeconds + arena.seconds;

export function wrk(bin: string, version: string): Contestant {
  return new ClosedModel(
    'wrk',
    version,
    (url, arena) => [bin, '-t1', `-c${arena.connections}`, `-d${runSeconds(arena)}s`, url],
    printedRate,
  );
}

export function hey(bin: string, version: string): Contestant {
  return new ClosedModel(
    'hey',
    version,
    (url, arena) => [bin, '-cpus', '1', '-c', `${arena.connections}`, '-z', `${runSeconds(arena)}s`, url],
    printedRate,
  );
}

export function autocannon(script: string, version: string): Contestant {
  return new ClosedModel(
    'autocannon',
    version,
    (url, arena) => [
      process.execPath,
      script,
      '-c',
      `${arena.connections}`,
      '-d',
      `${runSeconds(arena)}`,
      '--json',
      '-n',
      url,
    ],
    (output) => {
      const { requests, duration } = JSON.parse(output) as { requests: { total: number }; duration: number };
      return requests.total / duration;
    },
  );
}
