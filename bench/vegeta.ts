import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../orchestrator/src/adapters/host/system-clock.ts';
import type { GeneratorSession } from '../orchestrator/src/ports/load-generator.ts';
import { bundled } from './bundle.ts';
import { comeFirst } from './come-first.ts';
import { said, where } from './contestants/installed.ts';
import { type Attack, barsOf, type Round, type Seen } from './cross-check.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { startNodeHttp } from './node-http-lab.ts';
import { PinnedProcess } from './pinned-process.ts';
import { attackByVegeta } from './vegeta-attack.ts';
import { reportLines, withSection } from './vegeta-report.ts';

const HELP = `npm run bench:vegeta -- [--rounds N] [--first] [--write]

The lab's generator and vegeta at the same service, rate and duration, in turns: do they say the same?
vegeta is VEGETA_BIN, or on the PATH; .ci/docker/tools vegeta builds one. Under 5 minutes, or twice that where
rounds are noise. --write puts the result into docs/VALIDATION.md. Exits 1 when a bar is missed. --first, as root:
service and generators come before whatever else the machine does.
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const LOAD = { ratePerSec: 1000, durationS: 10, connections: 64, loadCpu: 1 } as const;
const SERVER_CPU = 0;
/** Of known-errors.ts. */
const WANTED_ERRORS = 1 / 50;
const ERROR_ROUNDS = 2;
const PAGE = resolve(import.meta.dirname, '../docs/VALIDATION.md');

if (options.help) process.stdout.write(HELP);
else process.exitCode = await bench();

async function bench(): Promise<number> {
  const bin = where('vegeta');
  if (bin === undefined || availableParallelism() < 2) {
    process.stderr.write(
      bin === undefined ? `there is no vegeta here\n\n${HELP}` : 'service and load need a CPU each\n',
    );
    return 1;
  }
  const folder = await mkdtemp(join(tmpdir(), 'bench-vegeta-'));
  const { signal } = new AbortController();
  const disturbance = watchDisturbance();
  try {
    await using stack = new AsyncDisposableStack();
    const { contender, generator } = await startNodeHttp(folder, [SERVER_CPU], signal);
    stack.use(contender);
    const session = await generator.open({ cpus: [LOAD.loadCpu], logFile: null, signal });
    stack.use(session);
    if (options.first) comeFirst();
    const attack = { ...LOAD, port: contender.address.port, path: '/api/dummy' };
    const byLab: Turn = (of) => attackByLab(session, of);
    const byVegeta: Turn = (of) => attackByVegeta(bin, of, folder);
    // Compilation and first connections are in nobody's figures.
    await byLab({ ...attack, durationS: 3 });
    await byVegeta({ ...attack, durationS: 3 });
    const { rounds, again } = await inTurns(byLab, byVegeta, attack, Number(options.rounds));
    await contender.stop();

    await using program = await bundled('bench/known-errors.ts');
    await using faulty = new PinnedProcess(SERVER_CPU, [process.execPath, program.file]);
    const port = Number(await faulty.firstLine());
    const errors = await inTurns(byLab, byVegeta, { ...attack, port, path: '/' }, ERROR_ROUNDS);

    const bars = barsOf(rounds, errors.rounds, WANTED_ERRORS);
    const version = said(bin, ['-version'], /v?\d+\.\d+\.\d+/);
    const lines = reportLines({
      ...{ rounds, bars, version },
      again: again + errors.again,
      cameFirst: options.first,
      load: LOAD,
      machine: machineFacts(),
      disturbance: disturbance(),
      date: new Date(),
    });
    process.stdout.write(`${lines.join('\n')}\n`);
    if (options.write) writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), lines));
    return bars.every(({ passed }) => passed) ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Each round begins with another one, so that nobody always comes first. A round in which the lab says itself
 * that it was late (dropped arrivals: the step is invalid) is noise, and is done again, as a run would.
 */
async function inTurns(byLab: Turn, byVegeta: Turn, attack: Attack, count: number): Promise<Rounds> {
  const rounds: Round[] = [];
  let again = 0;
  for (let round = 0; rounds.length < count && again <= count; round++) {
    const order = [0, 1, 2].map((at) => (at + round) % 3);
    const seen: Seen[] = [];
    for (const who of order) {
      process.stderr.write(`round ${rounds.length + 1} of ${count}: ${who === 0 ? 'lab' : 'vegeta'}\n`);
      seen[who] = await (who === 0 ? byLab : byVegeta)(attack);
    }
    const [lab, first, second] = seen as [Seen, Seen, Seen];
    if (lab.dropped > 0) again += 1;
    else rounds.push({ lab, vegeta: [first, second] });
  }
  if (rounds.length < count)
    throw new Error('this machine is too noisy: the lab was late in half of the rounds');
  return { rounds, again };
}

type Turn = (attack: Attack) => Promise<Seen>;

interface Rounds {
  readonly rounds: readonly Round[];
  /** Noise, left out. */
  readonly again: number;
}

async function attackByLab(session: GeneratorSession, attack: Attack): Promise<Seen> {
  const { port, path, ratePerSec, durationS, connections } = attack;
  const wire = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\n\r\n`);
  const variant = { wire: wire.toString('base64'), method: 'GET', expect: { statuses: [200] } };
  const { result } = session.start(
    {
      ...{ ratePerSec, durationS, connections },
      id: 'bench',
      target: { address: '127.0.0.1', port },
      requests: [{ name: 'all', weight: 1, variants: [variant] }],
      leadInS: 0,
      timeoutMs: 5000,
      pacing: 'paced',
      seed: 1,
      burn: 'hybrid',
      startAtMs: systemClock.wallMs() + session.startDelayMs,
    },
    new AbortController().signal,
  );
  const { counts, serviceTime } = await result;
  return {
    requests: counts.sent,
    dropped: counts.dropped,
    ok: counts.ok,
    p50Ms: serviceTime.quantileUs(0.5) / 1000,
    p99Ms: serviceTime.quantileUs(0.99) / 1000,
  };
}
