import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { type Engine, type EngineJson, type InspectedContainer, type RunLimit, refusalOf } from './engine.ts';
import { type CallLimits, engineCall } from './engine-call.ts';
import { execInContainer } from './exec-in-container.ts';
import { labelFilters } from './label-filters.ts';

type ContainerCalls = Pick<
  Engine,
  | 'createContainer'
  | 'attach'
  | 'startContainer'
  | 'inspectContainer'
  | 'wait'
  | 'killContainer'
  | 'removeContainer'
  | 'listContainers'
  | 'exec'
  | 'run'
  | 'statsStream'
>;

export function containerCalls(docker: Dockerode, { quickMs, slowMs }: CallLimits): ContainerCalls {
  const container = (id: string) => docker.getContainer(id);
  const inside = (id: string, command: readonly string[], { limitMs, signal }: Partial<RunLimit>) =>
    engineCall(`run ${command[0]} in container ${short(id)}`, limitMs ?? quickMs, signal, (abortSignal) =>
      execInContainer(docker, id, command, abortSignal),
    );
  const gone = (error: unknown) => {
    // 409: somebody else, perhaps our own reaper, is removing it at this moment.
    if (![404, 409].includes(refusalOf(error)?.status ?? 0)) throw error;
  };
  return {
    createContainer: (name, body, signal) =>
      engineCall(`create container ${name}`, slowMs, signal, async (abortSignal) => {
        const made = await docker.createContainer({ name, ...body, abortSignal });
        return made.id;
      }),
    attach: (id, stdin, signal) =>
      engineCall(`attach to container ${short(id)}`, quickMs, signal, async (abortSignal) => {
        const options = { stream: true, stdout: true, stderr: true, stdin, hijack: true, abortSignal };
        return (await container(id).attach(options)) as unknown as Socket;
      }),
    startContainer: (id, signal) =>
      engineCall(`start container ${short(id)}`, slowMs, signal, (abortSignal) =>
        container(id).start({ abortSignal }),
      ),
    inspectContainer: (id, signal) =>
      engineCall(`inspect container ${short(id)}`, quickMs, signal, async (abortSignal) =>
        inspected(await container(id).inspect({ abortSignal })),
      ),
    wait: async (id, signal) => {
      const { StatusCode } = (await container(id).wait({ abortSignal: signal })) as { StatusCode: number };
      return StatusCode;
    },
    killContainer: (id, killSignal) =>
      engineCall(`send ${killSignal} to container ${short(id)}`, quickMs, undefined, (abortSignal) =>
        container(id).kill({ signal: killSignal, abortSignal }),
      ),
    removeContainer: (id) =>
      engineCall(`remove container ${short(id)}`, slowMs, undefined, (abortSignal) =>
        container(id).remove({ force: true, v: true, abortSignal }),
      ).catch(gone),
    listContainers: (labels) =>
      engineCall('list containers', quickMs, undefined, async (abortSignal) => {
        const listed = await docker.listContainers({ all: true, filters: labelFilters(labels), abortSignal });
        return listed.map(({ Id, Names, Labels }) => ({
          id: Id,
          name: (Names[0] ?? '').replace(/^\//, ''),
          labels: Labels ?? {},
        }));
      }),
    exec: async (id, command) => {
      const { code, stdout } = await inside(id, command, {}).catch((error: unknown) => {
        if (refusalOf(error) !== null) return { code: null, stdout: '' };
        throw error;
      });
      return code === 0 ? stdout : null;
    },
    run: inside,
    statsStream: (id) =>
      engineCall(`read the use of container ${short(id)}`, quickMs, undefined, async (abortSignal) => {
        const options = { stream: true, abortSignal } as const;
        return (await container(id).stats(options)) as unknown as Readable;
      }),
  };
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
    hostConfig: found.HostConfig as unknown as EngineJson,
    labels: found.Config.Labels ?? {},
    addresses: Object.fromEntries(networks.map(([name, { IPAddress }]) => [name, IPAddress])),
    published: publishedPorts(found),
  };
}

function short(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}

function publishedPorts({ NetworkSettings }: Dockerode.ContainerInspectInfo): Record<string, number> {
  const ports = Object.entries(NetworkSettings?.Ports ?? {});
  return Object.fromEntries(
    ports.flatMap(([inside, outside]) => (outside?.[0] ? [[inside, Number(outside[0].HostPort)]] : [])),
  );
}
