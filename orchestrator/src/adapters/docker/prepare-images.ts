import { LabError } from '../../domain/errors.ts';
import type { ImageRecord } from '../../domain/run-record.ts';
import { type BuildOrder, buildImages } from './image-build.ts';
import { pullImage } from './image-pull.ts';

const REVISION_LABEL = 'org.opencontainers.image.revision';

/** The part of an engine that is needed here. */
export interface ImageLookup {
  /** Null where the engine does not have it. */
  inspectImage(
    reference: string,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly labels: Readonly<Record<string, string>> } | null>;
}

export interface ImageToBuild {
  /** Of Compose, absolute. */
  readonly file: string;
  readonly service: string;
  /** What its build makes. */
  readonly image: string;
  /** Whether the commit of this checkout says what is in it; else the build cache is always asked. */
  readonly tracked: boolean;
  /** Variables of the file besides those of the environment; the same for all of a file. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ImagesOrder extends Pick<BuildOrder, 'version' | 'env' | 'progress' | 'signal'> {
  readonly engine: ImageLookup;
  /** Compose services, each with the image that its build makes. */
  readonly builds: readonly ImageToBuild[];
  /** Images that can only be pulled. */
  readonly pulls: readonly string[];
  /** Of the checkout; null where it is none. */
  readonly commit: string | null;
  /** Whether the checkout differs from its commit. */
  readonly dirty: boolean;
}

/**
 * Sees to it that every image is on the engine and of this checkout, and gives what it found, by tag.
 * Where all is current nothing is started, so no Docker CLI is needed then. Throws
 * LAB_COMPOSE_MISSING, LAB_BUILD_FAILED, LAB_IMAGE_UNAVAILABLE, LAB_DOCKER_UNREACHABLE, and the
 * signal's reason.
 */
export async function prepareImages(order: ImagesOrder): Promise<ReadonlyMap<string, ImageRecord>> {
  const { engine, pulls, env, progress, signal } = order;
  const revision = revisionOf(order);
  const stale: ImageToBuild[] = [];
  for (const build of order.builds) {
    const found = await engine.inspectImage(build.image, signal);
    if (!build.tracked || !isCurrent(found, order)) stale.push(build);
  }
  for (const [file, builds] of Map.groupBy(stale, (build) => build.file)) {
    const services = [...new Set(builds.map(({ service }) => service))];
    const env = { ...order.env, ...builds[0]?.variables };
    await buildImages({ ...order, env, file, services, revision });
  }
  for (const image of new Set(pulls)) {
    if ((await engine.inspectImage(image, signal)) === null) {
      await pullImage({ image, env, progress, signal });
    }
  }
  const records = new Map<string, ImageRecord>();
  for (const tag of [...order.builds.map(({ image }) => image), ...pulls]) {
    const found = await engine.inspectImage(tag, signal);
    if (found === null) throw stillMissing(tag);
    records.set(tag, { tag, id: found.id, revision: found.labels[REVISION_LABEL] ?? null });
  }
  return records;
}

/** What the labels of a build say of this checkout. */
export function revisionOf({ commit, dirty }: Pick<ImagesOrder, 'commit' | 'dirty'>): string {
  return commit === null ? 'unknown' : dirty ? `${commit}-dirty` : commit;
}

/** Only a clean commit says what is in an image; else the build cache is asked, which is cheap. */
function isCurrent(
  found: Awaited<ReturnType<ImageLookup['inspectImage']>>,
  { commit, dirty }: ImagesOrder,
): boolean {
  return found !== null && commit !== null && !dirty && found.labels[REVISION_LABEL] === commit;
}

function stillMissing(tag: string): LabError {
  return new LabError('LAB_IMAGE_UNAVAILABLE', `${tag} was made and is still not on this engine.`, {
    fix: [
      'see that docker and the lab use the same engine: docker context show, DOCKER_HOST',
      'see that docker-compose.yml names this image for its service',
    ],
  });
}
