import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Dockerode from 'dockerode';
import { type Engine, refusalOf } from './engine.ts';
import { type CallLimits, engineCall } from './engine-call.ts';
import { labelFilters } from './label-filters.ts';

/** Two blocks of zeros end an archive, also one that holds nothing (tar(5)). */
const EMPTY_TAR_BYTES = 1024;

type NetworkAndImageCalls = Pick<
  Engine,
  | 'createNetwork'
  | 'removeNetwork'
  | 'listNetworks'
  | 'inspectImage'
  | 'listImages'
  | 'importNothing'
  | 'removeImage'
>;

export function networkAndImageCalls(
  docker: Dockerode,
  { quickMs, slowMs }: CallLimits,
): NetworkAndImageCalls {
  return {
    createNetwork: (body, signal) =>
      engineCall('create a network', slowMs, signal, async (abortSignal) => {
        const made = await docker.createNetwork({ ...(body as { Name: string }), abortSignal });
        return made.id;
      }),
    removeNetwork: (id) =>
      engineCall('remove a network', quickMs, undefined, (abortSignal) =>
        docker.getNetwork(id).remove({ abortSignal }),
      ).catch((error: unknown) => {
        if (refusalOf(error)?.status !== 404) throw error;
      }),
    listNetworks: (labels) =>
      engineCall('list networks', quickMs, undefined, async (abortSignal) => {
        const listed = await docker.listNetworks({ filters: labelFilters(labels), abortSignal });
        return listed.map(({ Id, Name, Labels }) => ({ id: Id, name: Name, labels: Labels ?? {} }));
      }),
    inspectImage: (reference, signal) =>
      engineCall(`inspect image ${reference}`, quickMs, signal, async (abortSignal) => {
        const { Id, Config } = await imageOf(docker, reference, abortSignal);
        return {
          id: Id,
          user: Config?.User ?? '',
          labels: Config?.Labels ?? {},
          healthTest: (Config as { Healthcheck?: { Test?: string[] } } | null)?.Healthcheck?.Test ?? null,
        };
      }).catch((error: unknown) => {
        if (refusalOf(error)?.status === 404) return null;
        throw error;
      }),
    listImages: () =>
      engineCall('list images', quickMs, undefined, async (abortSignal) =>
        (await docker.listImages({ abortSignal })).map(({ Id }) => Id),
      ),
    importNothing: (reference) =>
      engineCall('import an empty image', slowMs, undefined, async (abortSignal) => {
        const [repo, tag] = reference.split(':');
        const archive = Readable.from([Buffer.alloc(EMPTY_TAR_BYTES)]);
        const progress = await docker.importImage(archive, { repo, tag, abortSignal });
        await text(progress);
        return reference;
      }),
    removeImage: (reference) =>
      engineCall(`remove image ${reference}`, quickMs, undefined, async (abortSignal) => {
        await docker.getImage(reference).remove({ abortSignal });
      }),
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
