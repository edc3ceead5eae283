import { LabError } from '../../domain/errors.ts';
import { formatCpuList } from '../../domain/units.ts';
import { refusalOf } from './engine.ts';
import type { ContainerOrder } from './lab-container.ts';

/** Says what an engine's refusal to create or start a container means; everything else stays as it is. */
export function startError(error: unknown, order: ContainerOrder): unknown {
  const refusal = refusalOf(error);
  if (refusal === null) return error;
  if (/requested cpus|cpuset/i.test(refusal.message)) {
    return new LabError(
      'LAB_CPUS_INVALID',
      `The engine refuses to run ${order.name} on CPUs ${formatCpuList(order.cpus)}.`,
      {
        seen: [['said', refusal.message]],
        fix: [
          'name CPUs that the engine has: --server-cpus, --load-cpus',
          'npm run lab -- doctor shows them',
        ],
        cause: error,
      },
    );
  }
  return /no such image/i.test(refusal.message) ? imageUnavailable(order.image, refusal.message) : error;
}

/**
 * A service of somebody's own Compose file that the engine refuses, e.g. a program that its image does not have:
 * the file's fault, and not the engine's. Everything else stays as it is.
 */
export function ownRefusal(
  error: unknown,
  code: 'LAB_CONTENDER_NOT_READY' | 'LAB_DEPENDENCY_NOT_READY',
  service: string,
): unknown {
  if (!(error instanceof LabError) || error.code !== 'LAB_DOCKER_FAILED' || refusalOf(error) === null)
    return error;
  return new LabError(code, `${service} could not be started.`, {
    seen: error.seen,
    fix: [`docker compose run ${service} shows the same outside of the lab`],
    cause: error,
  });
}

export function imageUnavailable(image: string, said: string): LabError {
  return new LabError('LAB_IMAGE_UNAVAILABLE', `The engine does not have the image ${image}.`, {
    seen: [['said', said]],
    fix: [`docker pull ${image}, or bring it with docker save and docker load`],
  });
}
