import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundled } from './bundle.ts';
import { highestCleanRate } from './clean-rate-search.ts';
import type { Builtin } from './contestants/builtin.ts';
import type { Arena, Contestant } from './contestants/contestant.ts';
import { installedContestants } from './contestants/installed.ts';
import type { BenchData, Figures, Lag } from './generator-report.ts';
import { barsOf, reportLines } from './generator-report.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { cpuRateBetween, PinnedProcess } from './pinned-process.ts';

const HELP = `npm run bench:generator -- [--quick] [--json] [--rounds N] [--only NAME,NAME] [--server-cpu N] [--load-cpu N]

The built-in generator beside k6, autocannon, wrk, hey and vegeta (where installed: NAME_BIN or PATH),
each on one CPU against a null responder on another. Exits 1 when a bar is missed.
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    'server-cpu': { type: 'string', default: '0' },
    'load-cpu': { type: 'string', default: '1' },
  },
});

if (options.help) process.stdout.write(HELP);
else process.exitCode = await bench();

async function bench(): Promise<number> {
  if (availableParallelism() < 2) {
    process.stderr.write(
      'the benchmark needs two CPUs: on one, the responder and the generator measure each other\n',
    );
    return 1;
  }
  const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
  const disturbance = watchDisturbance();
  await using generator = await bundled('generator/src/main.ts');
  await using responderProgram = await bundled('bench/null-responder.ts');
  const responderCommand = [process.execPath, '--single-threaded-gc', responderProgram.file];
  await using responder = new PinnedProcess(Number(options['server-cpu']), responderCommand);
  const arena: Arena = {
    port: Number(await responder.firstLine()),
    loadCpu: Number(options['load-cpu']),
    connections: 64,
    seconds: options.quick ? 2 : 4,
    leadInSeconds: options.quick ? 1 : 2,
  };
  const { builtin, others, missing } = installedContestants(generator.file);
  const only = options.only?.split(',');
  const field = [builtin, ...others].filter(({ name }) => only === undefined || only.includes(name));
  const figures = new Map(field.map((contestant) => [contestant, noFigures(contestant)]));
  const lags: (Lag | null)[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each round begins with another one, so that nobody always runs on the warmest machine.
    for (let i = 0; i < field.length; i++) {
      const contestant = field[(i + round) % field.length] as Contestant;
      say(`round ${round + 1} of ${rounds}: ${contestant.name}`);
      await measure(contestant, figures.get(contestant) as Figures, arena, responder);
    }
    if (field.includes(builtin)) lags.push(await halfRateLag(builtin, figures.get(builtin), arena));
  }
  const data: BenchData = {
    machine: machineFacts(),
    disturbance: disturbance(),
    rounds,
    connections: arena.connections,
    figures: [...figures.values()],
    lags,
    missing,
  };
  const bars = barsOf(data);
  process.stdout.write(
    options.json ? `${JSON.stringify({ ...data, bars }, null, 2)}\n` : `${reportLines(data).join('\n')}\n`,
  );
  return bars.some(({ passed }) => passed === false) ? 1 : 0;
}

async function measure(
  contestant: Contestant,
  figures: Figures,
  arena: Arena,
  responder: PinnedProcess,
): Promise<void> {
  const shareUs = cpuRateBetween(
    responder,
    (arena.leadInSeconds + 0.5) * 1000,
    (arena.leadInSeconds + arena.seconds) * 1000,
  );
  const full = await attempt(contestant.name, () => contestant.fullThrottle(arena));
  figures.throughputPerSec.push(full?.ratePerSec ?? null);
  figures.cpuUsPerRequest.push(full?.cpuUsPerRequest ?? null);
  figures.responderShare.push((await shareUs) / 1e6);
  const offer = contestant.offer?.bind(contestant);
  if (offer === undefined || full === null) {
    figures.cleanPerSec.push(null);
    return;
  }
  const known = figures.cleanPerSec.findLast((rate) => rate !== null) ?? null;
  const bracket =
    known === null
      ? { low: full.ratePerSec * 0.08, high: full.ratePerSec * 1.1 }
      : { low: known * 0.8, high: known * 1.25 };
  const probes = known === null ? 6 : 4;
  const clean = await attempt(contestant.name, () =>
    highestCleanRate((rate) => offer(arena, rate), bracket, probes),
  );
  figures.cleanPerSec.push(clean);
}

async function halfRateLag(
  builtin: Builtin,
  figures: Figures | undefined,
  arena: Arena,
): Promise<Lag | null> {
  const clean = figures?.cleanPerSec.at(-1) ?? null;
  if (clean === null) return null;
  return attempt('builtin', () =>
    builtin.lagAt({ ...arena, seconds: arena.seconds + 3 }, Math.round(clean / 2)),
  );
}

/** One that fails loses its figure of the round, not everybody's. */
async function attempt<T>(name: string, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    say(`${name} gave nothing: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function noFigures({ name, version, model }: Contestant): Figures {
  return {
    contestant: { name, version, model },
    throughputPerSec: [],
    cpuUsPerRequest: [],
    cleanPerSec: [],
    responderShare: [],
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
