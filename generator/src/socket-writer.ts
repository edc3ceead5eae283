import type { Socket } from 'node:net';
import { getSystemErrorName } from 'node:util';

/** The part of Node's TCP handle that is used here; it is not public, so its behaviour is probed. */
interface StreamHandle {
  writeBuffer(request: null, data: Uint8Array): number | WriteRequest;
}

interface WriteRequest {
  oncomplete: (status: number) => void;
  writeStatus?: number | null;
  buffer?: Uint8Array;
}

/** Larger requests may not fit the socket's send buffer at once; the stream knows how to wait. */
const DIRECT_LIMIT_BYTES = 16_384;

/**
 * Whether `writeBuffer(null, data)` writes at once and answers a number, as it does from Node 26 on.
 * Older versions want a request object there and abort the process, so nobody tries it: the first
 * write of the process goes through the stream, and it is seen how Node itself calls the handle.
 */
let directWorks: boolean | null = null;

/**
 * Writes whole requests to a connected TCP socket, past the stream's own machinery where that is
 * known to work (it costs as much again as the rest of a send in user time; docs/GENERATOR.md).
 * Failures destroy the socket with an error that has a `code`, so they arrive as its `error` event.
 */
export class SocketWriter {
  readonly #socket: Socket;
  readonly #handle: StreamHandle | null;

  constructor(socket: Socket, allowDirect: boolean) {
    this.#socket = socket;
    this.#handle = allowDirect
      ? ((socket as unknown as { _handle: StreamHandle | null })._handle ?? null)
      : null;
  }

  write(wire: Buffer): void {
    const handle = this.#handle;
    if (handle === null || directWorks === false || wire.length > DIRECT_LIMIT_BYTES)
      this.#socket.write(wire);
    else if (directWorks === null) this.#probe(handle, wire);
    else {
      const result = handle.writeBuffer(null, wire);
      if (result !== 0) this.#notAtOnce(result, wire);
    }
  }

  #probe(handle: StreamHandle, wire: Buffer): void {
    directWorks = false;
    const real = handle.writeBuffer;
    handle.writeBuffer = (request: unknown, data) => {
      const result = real.call(handle, request as null, data);
      directWorks = request === null && typeof result === 'number';
      return result;
    };
    this.#socket.write(wire);
    delete (handle as Partial<StreamHandle>).writeBuffer;
  }

  #notAtOnce(result: number | WriteRequest, wire: Buffer): void {
    if (typeof result === 'number') {
      this.#fail(result);
      return;
    }
    result.buffer = wire;
    result.oncomplete = (status) => {
      if (status < 0) this.#fail(status);
    };
    if (typeof result.writeStatus === 'number') result.oncomplete(result.writeStatus);
  }

  #fail(status: number): void {
    const code = getSystemErrorName(status);
    this.#socket.destroy(Object.assign(new Error(`write ${code}`), { code }));
  }
}

/** For measurements: through the handle (`true`), the stream (`false`), or probed (`null`). */
export function forceDirectWrites(works: boolean | null): void {
  directWorks = works;
}
