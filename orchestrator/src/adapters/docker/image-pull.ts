import { runDocker } from './image-docker-cli.ts';
import { composeMissing, imageUnavailable } from './image-errors.ts';

export interface PullOrder {
  readonly image: string;
  readonly env: NodeJS.ProcessEnv;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** By the CLI, which knows the credentials of registries. Throws LAB_IMAGE_UNAVAILABLE, LAB_COMPOSE_MISSING. */
export async function pullImage({ image, env, progress, signal }: PullOrder): Promise<void> {
  progress(`${image}: pulling`);
  const layers = new Map<string, boolean>();
  const onLine = (line: string): void => {
    const [, layer, what] = /^([0-9a-f]{12}): (.+)$/.exec(line.trim()) ?? [];
    if (layer === undefined || what === undefined) return;
    const isThere = what === 'Pull complete' || what === 'Already exists';
    layers.set(layer, isThere);
    const done = [...layers.values()].filter(Boolean).length;
    if (isThere) progress(`${image}: ${done} of ${layers.size} layers`);
  };
  const { code, lines } = await runDocker(['pull', image], { cwd: '/', env, signal, onLine });
  if (code === null) throw composeMissing([]);
  if (code !== 0) throw imageUnavailable(image, lines.at(-1) ?? `docker pull ended with ${code}`);
}
