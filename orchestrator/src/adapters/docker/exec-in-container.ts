import type { Socket } from 'node:net';
import type Dockerode from 'dockerode';
import { demultiplexer } from './demux.ts';
import type { InsideEnd } from './engine.ts';

/** The end of what it prints: a command that prints without end must not fill our memory. */
const KEPT_CHARS = 64 * 1024;

/** Runs a program in a running container and waits for its end. Rejects as the engine's calls do. */
export async function execInContainer(
  docker: Dockerode,
  id: string,
  command: readonly string[],
  abortSignal: AbortSignal,
): Promise<InsideEnd> {
  const exec = await docker
    .getContainer(id)
    .exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, abortSignal });
  const stream = (await exec.start({ hijack: true, stdin: false, abortSignal })) as unknown as Socket;
  const printed = { stdout: '', stderr: '' };
  const demux = demultiplexer((kind, content) => {
    printed[kind] = (printed[kind] + content.toString()).slice(-KEPT_CHARS);
  });
  for await (const chunk of stream) demux(chunk as Buffer);
  const { ExitCode } = await exec.inspect({ abortSignal });
  return { code: ExitCode ?? null, ...printed };
}
