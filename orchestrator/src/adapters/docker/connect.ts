import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type Dockerode from 'dockerode';
import { demultiplexer } from './demux.ts';
import type { Engine, EngineJson, InspectedContainer, LabelFilter } from './engine.ts';
import { refusalOf } from './engine.ts';
import type { EngineAddress } from './engine-address.ts';
import { engineCall, QUICK_MS, SLOW_MS } from './engine-call.ts';
import type { EngineFacts } from './engine-facts.ts';
import { compareVersions } from './fitness.ts';
import { tlsOptions } from './plain-engine.ts';

/** The newest version of the API whose words the lab knows: Docker 27. */
const KNOWN_API = '1.47';

/** The only place that knows dockerode; it is loaded here, because `--help` must not pay for it. */
export async function connect(address: EngineAddress, facts: EngineFacts): Promise<Engine> {
  const { default: Docker } = await import('dockerode');
  const docker = new Docker(dockerOptions(address, facts));
  const container = (id: string) => docker.getContainer(id);
  const gone = (error: unknown) => {
    // 409: somebody else, perhaps our own reaper, is removing it at this moment.
    if (![404, 409].includes(refusalOf(error)?.status ?? 0)) throw error;
  };
  return {
    address,
    facts,
    createContainer: (name, body, signal) =>
      engineCall(`create container ${name}`, SLOW_MS, signal, async (abortSignal) => {
        const made = await docker.createContainer({ name, ...body, abortSignal });
        return made.id;
      }),
    attach: (id, stdin, signal) =>
      engineCall(`attach to container ${short(id)}`, QUICK_MS, signal, async (abortSignal) => {
        const options = { stream: true, stdout: true, stderr: true, stdin, hijack: true, abortSignal };
        return (await container(id).attach(options)) as unknown as Socket;
      }),
    startContainer: (id, signal) =>
      engineCall(`start container ${short(id)}`, SLOW_MS, signal, (abortSignal) =>
        container(id).start({ abortSignal }),
      ),
    inspectContainer: (id, signal) =>
      engineCall(`inspect container ${short(id)}`, QUICK_MS, signal, async (abortSignal) =>
        inspected(await container(id).inspect({ abortSignal })),
      ),
    wait: async (id, signal) => {
      const { StatusCode } = (await container(id).wait({ abortSignal: signal })) as { StatusCode: number };
      return StatusCode;
    },
    killContainer: (id, killSignal) =>
      engineCall(`send ${killSignal} to container ${short(id)}`, QUICK_MS, undefined, (abortSignal) =>
        container(id).kill({ signal: killSignal, abortSignal }),
      ),
    removeContainer: (id) =>
      engineCall(`remove container ${short(id)}`, SLOW_MS, undefined, (abortSignal) =>
        container(id).remove({ force: true, v: true, abortSignal }),
      ).catch(gone),
    listContainers: (labels) =>
      engineCall('list containers', QUICK_MS, undefined, async (abortSignal) => {
        const listed = await docker.listContainers({ all: true, filters: labelFilters(labels), abortSignal });
        return listed.map(({ Id, Names, Labels }) => ({
          id: Id,
          name: (Names[0] ?? '').replace(/^\//, ''),
          labels: Labels ?? {},
        }));
      }),
    exec: (id, command) => runInside(docker, id, command),
    stats: (id) =>
      engineCall(`read the use of container ${short(id)}`, QUICK_MS, undefined, async (abortSignal) => {
        const options = { stream: false, 'one-shot': true, abortSignal } as const;
        return (await container(id).stats(options)) as unknown as EngineJson;
      }),
    createNetwork: (body, signal) =>
      engineCall('create a network', SLOW_MS, signal, async (abortSignal) => {
        const made = await docker.createNetwork({ ...(body as { Name: string }), abortSignal });
        return made.id;
      }),
    removeNetwork: (id) =>
      engineCall('remove a network', QUICK_MS, undefined, (abortSignal) =>
        docker.getNetwork(id).remove({ abortSignal }),
      ).catch((error: unknown) => {
        if (refusalOf(error)?.status !== 404) throw error;
      }),
    listNetworks: (labels) =>
      engineCall('list networks', QUICK_MS, undefined, async (abortSignal) => {
        const listed = await docker.listNetworks({ filters: labelFilters(labels), abortSignal });
        return listed.map(({ Id, Name, Labels }) => ({ id: Id, name: Name, labels: Labels ?? {} }));
      }),
    inspectImage: (reference, signal) =>
      engineCall(`inspect image ${reference}`, QUICK_MS, signal, async (abortSignal) => {
        const { Id, Config } = await imageOf(docker, reference, abortSignal);
        return { id: Id, user: Config?.User ?? '', labels: Config?.Labels ?? {} };
      }).catch((error: unknown) => {
        if (refusalOf(error)?.status === 404) return null;
        throw error;
      }),
    listImages: () =>
      engineCall('list images', QUICK_MS, undefined, async (abortSignal) =>
        (await docker.listImages({ abortSignal })).map(({ Id }) => Id),
      ),
  };
}

/** `Image.inspect` takes no signal, so a hanging engine would keep the lab from ending. */
function imageOf(
  docker: Dockerode,
  reference: string,
  abortSignal: AbortSignal,
): Promise<Dockerode.ImageInspectInfo> {
  const call = {
    path: `/images/${reference}/json`,
    method: 'GET',
    abortSignal,
    statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial(call, (error: unknown, found: unknown) =>
      error ? reject(error) : resolve(found as Dockerode.ImageInspectInfo),
    );
  });
}

type Options = Dockerode.DockerOptions & { readonly agent: HttpAgent };

function dockerOptions(address: EngineAddress, facts: EngineFacts): Options {
  const newest = compareVersions(facts.apiVersion, KNOWN_API) < 0 ? facts.apiVersion : KNOWN_API;
  const spoken = compareVersions(newest, facts.minApiVersion) < 0 ? facts.minApiVersion : newest;
  const common = { version: `v${spoken}` };
  // Every field that DOCKER_HOST would fill in has to be named, or dockerode takes it from there.
  if (address.kind === 'socket') {
    return { ...common, host: '', protocol: 'http', socketPath: address.path, agent: new HttpAgent() };
  }
  const { host, port, tls } = address;
  if (tls === null) return { ...common, host, port, protocol: 'http', agent: new HttpAgent() };
  const options = tlsOptions(tls);
  return { ...common, host, port, protocol: 'https', ...options, agent: new HttpsAgent(options) };
}

function labelFilters(labels: LabelFilter): { label: string[] } {
  return { label: Object.entries(labels).map(([name, value]) => (value === '' ? name : `${name}=${value}`)) };
}

function inspected(found: Dockerode.ContainerInspectInfo): InspectedContainer {
  const networks = Object.entries(found.NetworkSettings?.Networks ?? {});
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ''),
    imageId: found.Image,
    running: found.State.Running,
    pid: found.State.Pid,
    exitCode: found.State.ExitCode,
    oomKilled: found.State.OOMKilled,
    cpusetCpus: found.HostConfig.CpusetCpus ?? '',
    labels: found.Config.Labels ?? {},
    addresses: Object.fromEntries(networks.map(([name, { IPAddress }]) => [name, IPAddress])),
  };
}

async function runInside(docker: Dockerode, id: string, command: readonly string[]): Promise<string | null> {
  return engineCall(
    `run ${command[0]} in container ${short(id)}`,
    QUICK_MS,
    undefined,
    async (abortSignal) => {
      const exec = await docker
        .getContainer(id)
        .exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, abortSignal });
      const stream = (await exec.start({ hijack: true, stdin: false, abortSignal })) as unknown as Socket;
      let text = '';
      const demux = demultiplexer((kind, content) => {
        if (kind === 'stdout') text += content.toString();
      });
      for await (const chunk of stream) demux(chunk as Buffer);
      const { ExitCode } = await exec.inspect({ abortSignal });
      return ExitCode === 0 ? text : null;
    },
  ).catch((error: unknown) => {
    if (refusalOf(error) !== null) return null;
    throw error;
  });
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}
