import { BuildLog } from './image-build-log.ts';
import { runDocker } from './image-docker-cli.ts';
import { buildError, composeMissing } from './image-errors.ts';

export interface BuildOrder {
  /** Folder of docker-compose.yml. */
  readonly root: string;
  readonly services: readonly string[];
  /** For the labels, as `LAB_COMMIT` and `LAB_VERSION`. */
  readonly revision: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Has Compose build the services, all in one go, so that what they share is built once. Throws
 * LAB_COMPOSE_MISSING, LAB_BUILD_FAILED, LAB_IMAGE_UNAVAILABLE (a base image), LAB_DOCKER_UNREACHABLE.
 */
export async function buildImages(order: BuildOrder): Promise<void> {
  const { root, services, progress, signal } = order;
  const env = { ...order.env, LAB_COMMIT: order.revision, LAB_VERSION: order.version };
  const version = await runDocker(['compose', 'version'], { cwd: root, env, signal });
  if (version.code !== 0) throw composeMissing(version.lines);

  const log = new BuildLog(services);
  let last = '';
  const onLine = (line: string): void => {
    const text = log.take(line);
    if (text !== null && text !== last) progress(text);
    last = text ?? last;
  };
  const args = ['compose', '--progress', 'plain', 'build', ...services];
  const { code, lines } = await runDocker(args, { cwd: root, env, signal, onLine });
  if (code !== 0) throw buildError(log.failed, lines, services);
}
