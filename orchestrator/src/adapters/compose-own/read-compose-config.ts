import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import { runDocker } from '../docker/image-docker-cli.ts';
import { composeMissing } from '../docker/image-errors.ts';
import { type ComposeConfig, parseComposeConfig } from './compose-config.ts';

/** Reading and checking takes Compose a tenth of a second; one that waits for a terminal waits for ever. */
const READ_MS = 20_000;
const LAST_LINES = 5;

export interface ReadConfig {
  readonly config: ComposeConfig;
  /** What Compose said besides, e.g. of a variable that nobody has set. */
  readonly warnings: readonly string[];
}

/**
 * A Compose file as Compose itself reads it: checked, variables filled in, what it includes and extends
 * brought in, services of every profile. Throws LAB_COMPOSE_MISSING, LAB_COMPOSE_INVALID.
 */
export async function readComposeConfig(
  file: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<ReadConfig> {
  if (!existsSync(file)) throw invalid(file, ['there is no such file']);
  const args = ['compose', '--file', file, '--profile', '*', 'config', '--format', 'json'];
  const limit = AbortSignal.timeout(READ_MS);
  const call = {
    cwd: dirname(file),
    env,
    signal: AbortSignal.any(signal === undefined ? [limit] : [signal, limit]),
  };
  const { code, printed, lines } = await runDocker(args, call).catch((error: unknown) => {
    if (!limit.aborted || signal?.aborted) throw error;
    throw invalid(file, [`it took longer than ${READ_MS / 1000} s`]);
  });
  if (
    code === null ||
    /is not a docker command|unknown shorthand flag|unknown flag: --file/.test(lines.join(' '))
  ) {
    throw composeMissing(lines, 'A Compose file has to be read', 'or measure it as a process: --command');
  }
  if (code !== 0) throw invalid(file, lines.slice(-LAST_LINES));
  try {
    const config = parseComposeConfig(printed.join('\n'));
    return { config, warnings: lines.map(warningOf).filter((text) => text !== null) };
  } catch (cause) {
    throw invalid(file, [`what Compose made of it cannot be read: ${(cause as Error).message}`], cause);
  }
}

/** Compose writes `time=… level=warning msg="…"`. */
function warningOf(line: string): string | null {
  const quoted = /^time=\S+ level=warning msg=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  return quoted === undefined ? null : (JSON.parse(quoted) as string);
}

function invalid(file: string, said: readonly string[], cause?: unknown): LabError {
  return new LabError('LAB_COMPOSE_INVALID', 'Docker Compose cannot read the file of this service.', {
    seen: [['file', file], ...said.map((line) => ['said', line] as const)],
    fix: [`docker compose --file ${file} config shows the same; correct the file until it prints it`],
    cause,
  });
}
