import type { Socket } from 'node:net';
import { lineSplitter } from '../contender/lines.ts';
import { demultiplexer } from './demux.ts';
import type { ContainerOrder } from './lab-container.ts';

/** What a container prints, cut into lines, and the way to its stdin. */
export interface AttachedOutput {
  /** Settles when the stream has ended and its last line, finished or not, was passed on. Never rejects. */
  readonly ended: Promise<void>;
  write(text: string): void;
  endInput(): void;
  /** Passes on what came so far and ends the stream. */
  close(): void;
}

export function attachedOutput(
  socket: Socket,
  order: Pick<ContainerOrder, 'onStdoutLine' | 'onStderrLine'>,
): AttachedOutput {
  const lines = {
    stdout: lineSplitter((line) => order.onStdoutLine?.(line)),
    stderr: lineSplitter((line) => order.onStderrLine?.(line)),
  };
  const ended = Promise.withResolvers<void>();
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    lines.stdout.end();
    lines.stderr.end();
    ended.resolve();
  };
  const demux = demultiplexer((stream, content) => lines[stream].push(content));
  socket.on('data', (chunk: Buffer) => {
    if (!over) demux(chunk);
  });
  // Ending a container, or our own end, cuts the connection: that is no error of anybody.
  socket.on('error', finish);
  socket.on('end', finish);
  socket.on('close', finish);
  return {
    ended: ended.promise,
    write: (text) => {
      if (socket.writable) socket.write(text);
    },
    endInput: () => {
      if (socket.writable) socket.end();
    },
    close: () => {
      finish();
      socket.destroy();
    },
  };
}
