import type { Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ErrorKind, LoadTarget } from '@framework-lab/protocol/load';
import type { Linked } from './linked-list.ts';
import type { PlannedVariant } from './request-plan.ts';
import { BROKEN, COMPLETE, ResponseParser } from './response-parser.ts';
import { SocketWriter } from './socket-writer.ts';

/** Hears what becomes of a connection. In all but `opened` and `received` its socket is of no more use. */
export interface ConnectionOwner {
  opened(connection: Connection): void;
  /** `code`: the system's error code, or `CLOSED` when the peer hung up before TLS was agreed. */
  connectFailed(connection: Connection, code: string): void;
  received(connection: Connection, bytes: number): void;
  /** A full response; may be used again if `parser.head.keepAlive`. */
  responded(connection: Connection): void;
  broken(connection: Connection, kind: ErrorKind): void;
  /** Ended by the peer, or spoken to, while no request was open. */
  lostIdle(connection: Connection): void;
}

/** Every read lands here and is parsed before the next one: one buffer that stays in the cache. */
const readBuffer = Buffer.allocUnsafeSlow(65_536);

/** One place of the pool: a socket, the next one after it, and the one request it may have open. */
export class Connection implements Linked<Connection> {
  previous: Connection | null = null;
  next: Connection | null = null;
  /** The open request, null when there is none. */
  variant: PlannedVariant | null = null;
  dueUs = 0;
  sentUs = 0;
  /** When it was opened, became idle, or is to be opened, as the pool needs it. */
  sinceUs = 0;
  /** Sockets in a row that ended without a single response. */
  failures = 0;
  isConnecting = false;
  readonly parser = new ResponseParser();
  readonly #target: LoadTarget;
  readonly #owner: ConnectionOwner;
  #socket: Socket | null = null;
  #writer: SocketWriter | null = null;

  constructor(target: LoadTarget, owner: ConnectionOwner) {
    this.#target = target;
    this.#owner = owner;
  }

  open(): void {
    const socket: Socket = connectTo(this.#target, (bytes) => {
      if (this.#socket === socket) this.#take(bytes);
      return true;
    });
    this.#socket = socket;
    this.isConnecting = true;
    socket.once(this.#target.tls === undefined ? 'connect' : 'secureConnect', () => {
      if (this.#socket !== socket) return;
      this.isConnecting = false;
      this.#writer = new SocketWriter(socket, this.#target.tls === undefined);
      this.#owner.opened(this);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#socket === socket) this.#gone(error.code ?? error.name);
    });
    socket.on('end', () => {
      if (this.#socket === socket) this.#ended();
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#gone(null);
    });
  }

  send(variant: PlannedVariant, dueUs: number, sentUs: number): void {
    this.variant = variant;
    this.dueUs = dueUs;
    this.sentUs = sentUs;
    this.parser.start(variant.isHead, variant.bodyCrc32 >= 0);
    const { wire, counter } = variant;
    (this.#writer as SocketWriter).write(counter === null ? wire : counter.stamped(wire));
  }

  /** Ends the socket, if there is one, without another word to the owner. */
  close(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#writer = null;
    this.isConnecting = false;
    this.variant = null;
    socket?.destroy();
  }

  #take(bytes: number): void {
    this.#owner.received(this, bytes);
    if (this.variant === null) {
      this.#owner.lostIdle(this);
      return;
    }
    const progress = this.parser.feed(readBuffer, bytes);
    if (progress === COMPLETE) this.#owner.responded(this);
    else if (progress === BROKEN) this.#owner.broken(this, 'parse');
  }

  /** A response without a length is whole when the connection ends. */
  #ended(): void {
    if (this.variant !== null && this.parser.end() === COMPLETE) this.#owner.responded(this);
    else this.#gone(null);
  }

  #gone(code: string | null): void {
    if (this.isConnecting) this.#owner.connectFailed(this, code ?? 'CLOSED');
    else if (this.variant === null) this.#owner.lostIdle(this);
    else this.#owner.broken(this, kindOf(code));
  }
}

function connectTo(target: LoadTarget, onRead: (bytes: number) => boolean): Socket {
  const tcp = {
    host: target.address,
    port: target.port,
    noDelay: true,
    // Reads bypass the stream machinery and allocate nothing.
    onread: { buffer: readBuffer, callback: onRead },
  };
  if (target.tls === undefined) return connectTcp(tcp);
  const { servername, rejectUnauthorized } = target.tls;
  return connectTls({
    ...tcp,
    rejectUnauthorized,
    ALPNProtocols: ['http/1.1'],
    ...(servername && { servername }),
  });
}

/** Without a code the peer just ended the connection. */
function kindOf(code: string | null): ErrorKind {
  if (code === null) return 'eof';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'transport';
}
