/**
 * What a container costs the built-in generator: the same steps from a pinned process over loopback
 * and from a pinned container over the run's own network, each against the same null responder,
 * in turns.
 *
 *   sh scripts/node.sh --import tsx bench/generator-in-container.ts [--rounds 5] [--rates 2000,10000,60000] [--step 5]
 *
 * Needs a Docker engine and the generator's image (`docker compose build generator`).
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RequestOrder } from '@framework-lab/protocol/load';
import { builtinGenerator } from '../orchestrator/src/adapters/builtin/builtin-generator.ts';
import { containerGenerator } from '../orchestrator/src/adapters/builtin/container-generator.ts';
import { containerNullResponder } from '../orchestrator/src/adapters/docker/container-null-responder.ts';
import { dockerReaper } from '../orchestrator/src/adapters/docker/docker-reaper.ts';
import { candidateSources, findEngine } from '../orchestrator/src/adapters/docker/find-engine.ts';
import { openContainers } from '../orchestrator/src/adapters/docker/lab-containers.ts';
import { ownIdentity } from '../orchestrator/src/adapters/docker/owner.ts';
import { allowedCpus } from '../orchestrator/src/adapters/host/allowed-cpus.ts';
import { systemClock } from '../orchestrator/src/adapters/host/system-clock.ts';
import { processNullResponder } from '../orchestrator/src/adapters/net/null-responder.ts';
import { bundleEntry } from '../orchestrator/src/adapters/process/bundle.ts';
import type { StepLoad } from '../orchestrator/src/domain/load.ts';
import type { GeneratorSession } from '../orchestrator/src/ports/load-generator.ts';
import { machineFacts, watchDisturbance } from './machine-facts.ts';
import { ratioSpread, type Spread, spreadOf } from './spread.ts';

const MEMORY_BYTES = 512 * 1024 ** 2;
const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    rates: { type: 'string', default: '2000,10000,60000' },
    step: { type: 'string', default: '5' },
  },
});
const [serverCpu = 0, loadCpu = 0] = allowedCpus(process.pid) ?? [0, 1];
const signal = new AbortController().signal;
const guard = { watch: () => {}, forget: () => {}, [Symbol.asyncDispose]: async () => {} };
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const image = `framework-lab/generator:${version}`;
const wire = Buffer.from('GET /api/dummy HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n').toString('base64');
const requests: RequestOrder[] = [
  { name: 'get', weight: 1, variants: [{ wire, method: 'GET', expect: { statuses: [200] } }] },
];

interface Side {
  readonly session: GeneratorSession;
  readonly target: { readonly address: string; readonly port: number };
}

function bundle(name: string, entry: string): () => Promise<string> {
  const buildDir = join(root, 'build');
  return () => bundleEntry({ root, buildDir, fallbackDir: buildDir, name, entry: join(root, entry) });
}

function offer({ session, target }: Side, ratePerSec: number): Promise<StepLoad> {
  const order = {
    id: 'bench',
    target,
    requests,
    ratePerSec,
    durationS: Number(values.step),
    leadInS: 1,
    timeoutMs: 5000,
    connections: 64,
    pacing: 'paced' as const,
    seed: 1,
    burn: 'hybrid' as const,
    startAtMs: Date.now() + session.startDelayMs,
  };
  return session.start(order, signal).result;
}

/** The generator turns its loop between near arrivals: its CPU per request tells something near its limit only. */
const FIGURES: Readonly<Record<string, (load: StepLoad) => number>> = {
  'achieved per s': ({ okInLoad }) => (okInLoad ?? Number.NaN) / Number(values.step),
  'CPU µs per request': ({ use, okInLoad }) => use.cpuUs / (okInLoad ?? Number.NaN),
  'lag p50 µs': ({ schedulerLag }) => schedulerLag.quantileUs(0.5),
  'lag p99 µs': ({ schedulerLag }) => schedulerLag.quantileUs(0.99),
  'latency p50 µs': ({ latency }) => latency.quantileUs(0.5),
  'latency p99 µs': ({ latency }) => latency.quantileUs(0.99),
  'not sent or not ok': ({ counts }) => counts.planned - counts.ok,
};

function text(spread: Spread | null): string {
  if (spread === null) return '?';
  return `${spread.median.toFixed(2)} (${spread.min.toFixed(2)} … ${spread.max.toFixed(2)})`;
}

const found = await findEngine(candidateSources(process.env));
if (!('engine' in found)) throw new Error('no Docker engine answers');
const owner = await ownIdentity(found.engine);
const runId = `bench-${process.pid}`;
await using reaper = dockerReaper(found.engine.address, owner);
await using containers = await openContainers(found.engine, { runId, owner, reaper, clock: systemClock });
const options = { cpus: [loadCpu], logFile: null, signal };

const startProcessResponder = processNullResponder({
  guard,
  bundle: bundle('null-responder', 'generator/src/null-responder/main.ts'),
});
await using ofProcess = await startProcessResponder([serverCpu]);
await using processSession = await builtinGenerator({
  guard,
  bundle: bundle('generator', 'generator/src/main.ts'),
}).open(options);
await using ofContainer = await containerNullResponder({ containers, image, cpus: [serverCpu], signal });
await using containerSession = await containerGenerator({
  containers,
  image,
  memoryBytes: MEMORY_BYTES,
}).open(options);
const sides: Readonly<Record<string, Side>> = {
  process: { session: processSession, target: ofProcess.target },
  container: { session: containerSession, target: ofContainer.target },
};

process.stdout.write(`${JSON.stringify(machineFacts())}\n`);
const disturbance = watchDisturbance();
for (const rate of values.rates.split(',').map(Number)) {
  const seen: Record<string, StepLoad[]> = { process: [], container: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    const order = round % 2 === 0 ? ['process', 'container'] : ['container', 'process'];
    for (const name of order) seen[name]?.push(await offer(sides[name] as Side, rate));
  }
  process.stdout.write(`\n${rate}/s, ${values.rounds} rounds: median (least … most)\n`);
  for (const [figure, of] of Object.entries(FIGURES)) {
    const [inProcess, inContainer] = ['process', 'container'].map((name) => (seen[name] ?? []).map(of));
    const ratio = ratioSpread(inContainer ?? [], inProcess ?? []);
    process.stdout.write(
      `  ${figure.padEnd(20)} process ${text(spreadOf(inProcess ?? []))}   container ${text(spreadOf(inContainer ?? []))}   ratio ${text(ratio)}\n`,
    );
  }
}
process.stdout.write(`\n${JSON.stringify(disturbance())}\n`);
