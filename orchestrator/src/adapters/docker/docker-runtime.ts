import type { ContenderSpec, DockerLaunch } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContenderRuntime, RunningContender, StartOptions } from '../../ports/contender-runtime.ts';
import type { HttpProbe } from '../../ports/http-probe.ts';
import { exitedAfterReady } from '../contender/contender-errors.ts';
import { LogTail } from '../contender/log-tail.ts';
import { parseTelemetry, TelemetryFeed } from '../contender/telemetry-reader.ts';
import { awaitContender } from './await-contender.ts';
import { startDependencies } from './dependency-stack.ts';
import { contenderExit, contenderStop, dockerContender } from './docker-contender.ts';
import type { ContainerOrder, LabContainer, LabContainers } from './lab-container.ts';
import { ownRefusal } from './start-error.ts';
import { verifyPinning } from './verify-pinning.ts';
import { withDependencies } from './with-dependencies.ts';

export interface DockerContendersDeps {
  readonly containers: LabContainers;
  /** Asks from a container on the contenders' network. */
  readonly probe: HttpProbe;
  readonly clock: Clock;
}

/** Contenders as pinned containers on the run's internal network. */
export function dockerContenders(deps: DockerContendersDeps): ContenderRuntime {
  return {
    name: 'docker',
    start: async (spec, options) => {
      const launch = spec.launch.docker;
      if (!launch) {
        throw new LabError(
          'LAB_RUNTIME_UNAVAILABLE',
          `${spec.id} says nothing on how to run it as a container.`,
          { fix: ['give it an image, or leave it out: --only'] },
        );
      }
      options.signal.throwIfAborted();
      if (launch.own === undefined) return startContender(spec, launch, options, deps);
      await using held = new AsyncDisposableStack();
      const beside = held.use(await startDependencies(launch.own, options, deps));
      const contender = await startContender(spec, launch, { ...options, volumes: beside.volumes }, deps);
      return withDependencies(contender, beside, held.move());
    },
  };
}

/** `volumes`: in front of the names of those that it shares with what it depends on. */
type ContenderOptions = StartOptions & { readonly volumes?: string };

async function startContender(
  spec: ContenderSpec,
  launch: DockerLaunch,
  options: ContenderOptions,
  deps: DockerContendersDeps,
): Promise<RunningContender> {
  const log = new LogTail(options.logFile);
  const telemetry = new TelemetryFeed();
  let container: LabContainer;
  try {
    container = await startContainer(spec, launch, options, { log, telemetry }, deps.containers);
  } catch (error) {
    await log.close();
    if (launch.own === undefined) throw error;
    throw ownRefusal(error, 'LAB_CONTENDER_NOT_READY', launch.own.container.service);
  }
  try {
    const stop = contenderStop(container, log);
    return await ready(spec, launch, options, { container, log, telemetry, stop }, deps);
  } catch (error) {
    // It never had a request to drain. What went wrong first is what the user has to know.
    await contenderStop(container, log, 0)().catch(() => undefined);
    throw error;
  }
}

interface Output {
  readonly log: LogTail;
  readonly telemetry: TelemetryFeed;
}

function startContainer(
  spec: ContenderSpec,
  launch: DockerLaunch,
  options: ContenderOptions,
  { log, telemetry }: Output,
  containers: LabContainers,
): Promise<LabContainer> {
  return containers.start({
    role: 'contender',
    name: options.launchName,
    image: launch.image,
    ...(launch.command ? { command: launch.command } : {}),
    ...(launch.user === undefined ? {} : { user: launch.user }),
    ...ownParts(launch, options),
    env: { ...launch.env, ...spec.settings, ...whereToListen(launch, options) },
    cpus: options.cpus,
    memoryBytes: launch.memoryBytes,
    pidsLimit: launch.pidsLimit,
    tmpfs: launch.tmpfs,
    signal: options.signal,
    onStderrLine: (line) => log.add(line),
    onStdoutLine: (line) => {
      const told = launch.telemetry ? parseTelemetry(line) : null;
      if (told) telemetry.take(told);
      if (told === null || told.type === 'end') log.add(line);
    },
  });
}

/** Ours are told to listen on every address: the internal network is the only one. Others do as their file says. */
function whereToListen(launch: DockerLaunch, options: StartOptions): Record<string, string> {
  return launch.own === undefined ? { HOST: '0.0.0.0', PORT: String(portOf(launch, options)) } : {};
}

function ownParts({ own }: DockerLaunch, { volumes }: ContenderOptions): Partial<ContainerOrder> {
  if (own === undefined) return {};
  const { container } = own;
  return {
    own: container,
    ...(container.entrypoint === undefined ? {} : { entrypoint: container.entrypoint }),
    ...(volumes === undefined ? {} : { volumes }),
  };
}

function portOf(launch: DockerLaunch, options: StartOptions): number {
  return options.port ?? launch.port;
}

async function ready(
  spec: ContenderSpec,
  launch: DockerLaunch,
  options: StartOptions,
  made: Output & { readonly container: LabContainer; readonly stop: () => Promise<void> },
  deps: DockerContendersDeps,
): Promise<RunningContender> {
  const { container, log, telemetry } = made;
  const address = { host: container.address, port: portOf(launch, options) };
  const exited = container.exited.then(contenderExit);
  const limits = { timeoutMs: options.readyTimeoutMs, signal: options.signal };
  // While it starts: a contender on wrong CPUs is found out as late as a right one is verified.
  const [cpusVerified] = await Promise.all([
    verifyPinning(container, options.cpus),
    awaitContender({ spec, launch, address, log, telemetry, exited }, limits, deps),
  ]);
  const end = await Promise.race([exited, Promise.resolve(null)]);
  if (end) throw exitedAfterReady(spec, end, log);

  const told = telemetry.listening;
  const notes = [
    cpusVerified ? null : `which CPUs ${spec.id} really has could not be seen, so it was not verified`,
    container.coarseUse
      ? `CPU and memory of ${spec.id} come from the engine, up to a second old: figures of short steps are coarse`
      : null,
  ].filter((note) => note !== null);
  const started = { node: told?.node ?? null, workers: told?.workers.length ?? null, cpusVerified, notes };
  return dockerContender({ ...made, spec, address, started, exited });
}
