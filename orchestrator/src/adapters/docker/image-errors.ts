import { LabError } from '../../domain/errors.ts';
import type { FailedBuildStep } from './image-build-log.ts';

const LAST_LINES = 10;

/** `what` it is needed for. */
export function composeMissing(
  said: readonly string[],
  what = 'Images have to be built',
  instead = 'or --runtime process, which needs nothing but Node',
): LabError {
  return new LabError('LAB_COMPOSE_MISSING', `${what}, and Docker Compose is not there.`, {
    seen: said.length === 0 ? [['tried', 'docker: no such program on the PATH']] : [['said', last(said, 2)]],
    fix: ['install the Docker CLI with its Compose plugin, 2.20 or newer, and the buildx plugin', instead],
  });
}

export function imageUnavailable(image: string, said: string): LabError {
  return new LabError('LAB_IMAGE_UNAVAILABLE', `${image} is not on this engine and could not be pulled.`, {
    seen: [['said', said]],
    fix: [
      `docker pull ${image} shows whether it can be had from here`,
      'without a network: docker save it on a machine that has it, and docker load it here',
    ],
  });
}

/** Why `docker compose build` of these services of a file ended with an error, from its log. */
export function buildError(
  failed: FailedBuildStep | null,
  lines: readonly string[],
  { file, services }: { readonly file: string; readonly services: readonly string[] },
): LabError {
  const baseImage = failed === null ? null : baseImageOf(failed.step);
  if (failed !== null && baseImage !== null) return imageUnavailable(baseImage, failed.said);
  const said = lastWord(lines);
  if (/cannot connect to the docker|failed to connect to the docker|error during connect/i.test(said)) {
    return new LabError('LAB_DOCKER_UNREACHABLE', 'Docker did not answer a build.', {
      seen: [['said', said.trim()]],
      fix: ['see that the engine runs: docker info', 'or --runtime process'],
    });
  }
  if (/requires buildx|buildx.*(not found|missing)|unknown flag/i.test(said)) return composeMissing(lines);
  const service = failed?.service ?? /^target (\S+):/.exec(said)?.[1] ?? services.join(', ');
  return new LabError('LAB_BUILD_FAILED', `The image of ${service} could not be built.`, {
    seen: [
      ...(failed === null ? [] : [['step', failed.step] as const]),
      ['said', (failed?.said ?? said).trim()],
      ...lastPrinted(failed, lines),
    ],
    fix: [`docker compose --file ${file} build ${service.replaceAll(',', '')} shows all of it`],
  });
}

/** Compose's own last word; Docker Desktop adds where to look the build up. */
function lastWord(lines: readonly string[]): string {
  const words = lines.filter((line) => !line.startsWith('#'));
  return (
    words.findLast((line) => /failed to|error|cannot|not found|no such/i.test(line)) ?? words.at(-1) ?? ''
  );
}

function lastPrinted(
  failed: FailedBuildStep | null,
  lines: readonly string[],
): readonly (readonly [string, string])[] {
  const printed = failed === null ? lines : failed.lastLines;
  return printed.length === 0 ? [] : [['last', last(printed, LAST_LINES)]];
}

/** The image that a step is about where all it does is to get one. */
function baseImageOf(step: string): string | null {
  const image = /^(?:load metadata for|FROM|resolve image config for)\s+([^\s@]+)/.exec(step)?.[1];
  return image?.replace(/^docker\.io\/(library\/)?/, '') ?? null;
}

function last(lines: readonly string[], count: number): string {
  return lines
    .slice(-count)
    .map((line) => line.trim())
    .join('\n');
}
