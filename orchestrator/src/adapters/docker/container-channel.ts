import { createWriteStream } from 'node:fs';
import { joinedLines } from '../builtin/joined-lines.ts';
import { NdjsonInbox, type NdjsonPeer } from '../builtin/ndjson-peer.ts';
import type { ContainerExit, ContainerOrder, LabContainer, LabContainers } from './lab-container.ts';

/** A program that was told to end by the end of its input gets this long. */
const END_GRACE_MS = 1000;

export type ChannelOrder = Omit<ContainerOrder, 'stdin' | 'onStdoutLine' | 'onStderrLine'>;

/** A container that is spoken to in lines of JSON: documents in on its stdin, documents out on its stdout. */
export class ContainerChannel<In, Out> implements NdjsonPeer<In, Out> {
  readonly container: LabContainer;
  readonly exited: Promise<string>;
  readonly #inbox: NdjsonInbox<Out>;

  private constructor(container: LabContainer, inbox: NdjsonInbox<Out>) {
    this.container = container;
    this.#inbox = inbox;
    this.exited = container.exited.then((exit) => inbox.obituary(described(exit)));
  }

  /** Throws what `LabContainers.start` throws. What the program writes to stderr goes to the log file. */
  static async start<In, Out>(
    containers: LabContainers,
    order: ChannelOrder,
    logFile: string | null,
  ): Promise<ContainerChannel<In, Out>> {
    const inbox = new NdjsonInbox<Out>();
    const log = logFile === null ? null : createWriteStream(logFile, { flags: 'a' });
    log?.on('error', () => undefined);
    let kill = (): void => undefined;
    let isBroken = false;
    const onStdoutLine = joinedLines((line) => {
      if (isBroken) return;
      isBroken = !inbox.take(line);
      if (isBroken) kill();
    });
    const onStderrLine = (line: string): void => {
      inbox.note(line);
      log?.write(`${line}\n`);
    };
    try {
      const container = await containers.start({ ...order, stdin: true, onStdoutLine, onStderrLine });
      // Whatever is no document, no more can come of it.
      kill = () => void container.kill('SIGKILL').catch(() => undefined);
      if (isBroken) kill();
      void container.exited.then(() => log?.end());
      return new ContainerChannel<In, Out>(container, inbox);
    } catch (error) {
      log?.end();
      throw error;
    }
  }

  onMessage(listener: (message: Out) => void): void {
    this.#inbox.listen(listener);
  }

  send(message: In): void {
    this.container.write(`${JSON.stringify(message)}\n`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.container.endInput();
    const grace = Promise.withResolvers<void>();
    const timer = setTimeout(grace.resolve, END_GRACE_MS);
    await Promise.race([this.container.exited, grace.promise]);
    clearTimeout(timer);
    await this.container.stop(0);
  }
}

function described({ code, signal, oomKilled }: ContainerExit): string {
  const how = signal === null ? `code ${code ?? '?'}` : `signal ${signal}`;
  return oomKilled ? `${how}, out of memory` : how;
}
