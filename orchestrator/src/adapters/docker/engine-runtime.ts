import { join } from 'node:path';
import type { LabFacts } from '../../app/lab-app.ts';
import type { ContenderSpec, DockerLaunch } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CpuLocks } from '../../ports/guard.ts';
import type { HostProbe } from '../../ports/host-probe.ts';
import type { OpenRequest, OpenRuntime, Runtime } from '../../ports/runtime.ts';
import { containerGenerator } from '../builtin/container-generator.ts';
import { k6Generator } from '../k6/k6-generator.ts';
import { composeStack } from './compose-stack.ts';
import { containerNullResponder } from './container-null-responder.ts';
import { containerProbe } from './container-probe.ts';
import { type DockerReaper, dockerReaper } from './docker-reaper.ts';
import { dockerContenders } from './docker-runtime.ts';
import type { Engine } from './engine.ts';
import { describeEngine } from './engine-facts.ts';
import { engineLocks } from './engine-locks.ts';
import { engineNotes } from './fitness.ts';
import { openContainers } from './lab-containers.ts';
import { ownImages } from './own-images.ts';
import { type Owner, ownIdentity } from './owner.ts';
import { type ImageToBuild, prepareImages } from './prepare-images.ts';
import { sweepDead } from './sweep.ts';

export interface EngineRuntimeDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  /** The repository: where docker-compose.yml is. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lab: LabFacts;
  readonly host: HostProbe;
  /** Of processes on this machine, which the containers of its own engine compete with. */
  readonly processLocks: CpuLocks;
}

/** A shard of 10,000 requests a second with its histograms stays far below this. */
const GENERATOR_MEMORY_BYTES = 1024 ** 3;

/** Everything as containers of a Docker engine that was found fit. */
export async function engineRuntime(deps: EngineRuntimeDeps): Promise<Runtime> {
  const { engine, lab, root, env } = deps;
  const { facts } = engine;
  const owner = await ownIdentity(engine);
  const reaper = dockerReaper(engine.address, owner);
  const images = ownImages(lab.version);
  const ownFile = join(root, 'docker-compose.yml');
  const own = { file: ownFile, tracked: true };
  return {
    name: 'docker',
    description: describeEngine(facts),
    generators: ['builtin', 'k6'],
    notes: engineNotes(facts),
    engine: {
      version: facts.version,
      apiVersion: facts.apiVersion,
      cgroup: facts.cgroupVersion === null ? 'unknown' : `v${facts.cgroupVersion}`,
      rootless: facts.rootless,
      local: facts.onThisKernel,
    },
    locks: engineLocks({ ...deps, owner, reaper }),
    prepare: async ({ specs, generators, progress, signal }) => {
      const made = await prepareImages({
        engine,
        env: { ...env, ...sameEngine(engine) },
        builds: [
          ...specs.flatMap((spec) => buildsOf(spec, ownFile)),
          { ...own, service: 'generator', image: images.generator },
          ...(generators.includes('k6') ? [{ ...own, service: 'k6', image: images.k6 }] : []),
        ],
        pulls: specs.flatMap(pullsOf),
        version: lab.version,
        commit: lab.commit,
        dirty: lab.dirty ?? true,
        progress,
        signal,
      });
      return { specs, images: [...made.values()], programs: [] };
    },
    open: (request) => openOn(deps, { owner, reaper }, images, request),
    endLeftovers: () => sweepDead(engine, owner),
  };
}

async function openOn(
  { engine, clock, env, host }: EngineRuntimeDeps,
  own: { readonly owner: Owner; readonly reaper: DockerReaper },
  images: { readonly generator: string; readonly k6: string },
  { runId, housekeepingCpus, signal }: OpenRequest,
): Promise<OpenRuntime> {
  await using stack = new AsyncDisposableStack();
  const containers = stack.use(await openContainers(engine, { ...own, runId, clock, signal }));
  const image = images.generator;
  const probe = stack.use(await containerProbe({ containers, image, cpus: housekeepingCpus, signal }));
  const beside = await composeStack(engine, env);
  const opened = stack.move();
  return {
    contenders: dockerContenders({ containers, probe, clock }),
    probe,
    generator: (name) =>
      name === 'k6'
        ? k6Generator({ containers, image: images.k6, clock })
        : containerGenerator({ containers, image, memoryBytes: GENERATOR_MEMORY_BYTES }),
    host: seenFromHere(host, engine.facts.onThisKernel),
    ...(beside === null ? {} : { stack: beside }),
    startNullResponder: (cpus) => containerNullResponder({ containers, image, cpus, signal }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** So that `docker compose` builds on the engine that was found, wherever that was. */
function sameEngine({ address }: Engine): Record<string, string> {
  return address.kind === 'socket' ? { DOCKER_HOST: `unix://${address.path}` } : {};
}

/**
 * What this machine tells of the contenders' one: its network counters are of the lab's own network,
 * and contenders have another; where they run on another kernel, its CPUs are not theirs either, and
 * then nobody can tell what noise they have.
 */
function seenFromHere(host: HostProbe, onThisKernel: boolean): HostProbe {
  const unseen = { listenOverflows: null, listenDrops: null, tcpRetransmits: null };
  const elsewhere = { cpus: new Map(), pressureCpuUs: null, pressureMemoryUs: null, loadAverage: null };
  return {
    facts: () => host.facts(),
    sample: async () => ({ ...(await host.sample()), ...unseen, ...(onThisKernel ? {} : elsewhere) }),
  };
}

/** Somebody else's Compose file may change as it likes while our commit stays. */
function buildsOf(spec: ContenderSpec, ownFile: string): ImageToBuild[] {
  return madeFrom(spec).flatMap(({ image, build }) =>
    build === undefined ? [] : [{ ...build, image, tracked: build.file === ownFile }],
  );
}

function pullsOf(spec: ContenderSpec): string[] {
  return madeFrom(spec).flatMap(({ image, build }) => (build === undefined ? [image] : []));
}

/** The contender and everything it depends on. */
function madeFrom(spec: ContenderSpec): readonly Pick<DockerLaunch, 'image' | 'build'>[] {
  const launch = dockerLaunch(spec);
  return [launch, ...(launch.own?.dependencies ?? []).map(({ container }) => container)];
}

function dockerLaunch({ id, launch }: ContenderSpec): DockerLaunch {
  if (launch.docker !== undefined) return launch.docker;
  throw new LabError('LAB_RUNTIME_UNAVAILABLE', `${id} says nothing on how to run it as a container.`, {
    fix: ['give it an image in docker-compose.yml, leave it out (--only), or use --runtime process'],
  });
}
