import { createWriteStream } from 'node:fs';
import { NdjsonInbox, type NdjsonPeer } from '../builtin/ndjson-peer.ts';
import type { ContainerExit, ContainerOrder, LabContainer, LabContainers } from './lab-container.ts';

/** A program that was told to end by the end of its input gets this long. */
const END_GRACE_MS = 1000;
/** Longer lines may arrive in pieces (`adapters/contender/lines.ts`), none of which is a document. */
const LONGEST_WHOLE_LINE = 256 * 1024;

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
    let piece = '';
    const onStdoutLine = (line: string): void => {
      const text = piece + line;
      piece = line.length > LONGEST_WHOLE_LINE ? text : '';
      if (isBroken || (piece !== '' && !isDocument(text))) return;
      piece = '';
      isBroken = !inbox.take(text);
      if (isBroken) kill();
    };
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

function isDocument(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function described({ code, signal, oomKilled }: ContainerExit): string {
  const how = signal === null ? `code ${code ?? '?'}` : `signal ${signal}`;
  return oomKilled ? `${how}, out of memory` : how;
}
