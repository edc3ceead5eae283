import { dirname } from 'node:path';
import { BuildLog } from './image-build-log.ts';
import { runDocker } from './image-docker-cli.ts';
import { buildError, composeMissing } from './image-errors.ts';

/** What the cache has is said to be so in the next line, at once. */
const SILENT_MS = 500;

export interface BuildOrder {
  /** The Compose file that says how, absolute. */
  readonly file: string;
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
  const { file, services, progress, signal } = order;
  const cwd = dirname(file);
  const env = { ...order.env, LAB_COMMIT: order.revision, LAB_VERSION: order.version };
  const version = await runDocker(['compose', 'version'], { cwd, env, signal });
  if (version.code !== 0) throw composeMissing(version.lines);

  progress(`images of ${services.join(', ')}: building what the cache does not have`);
  const log = new BuildLog(services);
  let last = '';
  const tell = (text: string | null): void => {
    if (text !== null && text !== last) progress(text);
    last = text ?? last;
  };
  const onLine = (line: string): void => tell(log.take(line));
  const looking = setInterval(() => tell(log.overdue()), SILENT_MS);
  const args = ['compose', '--file', file, '--progress', 'plain', 'build', ...services];
  const { code, lines } = await runDocker(args, { cwd, env, signal, onLine }).finally(() =>
    clearInterval(looking),
  );
  if (code !== 0) throw buildError(log.failed, lines, order);
}
