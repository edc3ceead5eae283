import { continueCrc32 } from './crc32.ts';
import { ResponseHead } from './response-head.ts';

/** What `feed` and `end` answer. Plain numbers: this is asked for every packet. */
export const PENDING = 0;
export const COMPLETE = 1;
export const BROKEN = 2;
export type Progress = typeof PENDING | typeof COMPLETE | typeof BROKEN;

/** Head lines and trailers of one response; Node's own client stops at 16 KiB. */
export const HEAD_LIMIT_BYTES = 65_536;

const STATUS = 0;
const FIELD = 1;
const CHUNK_SIZE = 2;
const CHUNK_END = 3;
const TRAILER = 4;
const FIXED = 5;
const CHUNK = 6;
const UNTIL_CLOSE = 7;
const DONE = 8;
const FAILED = 9;

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DEL = 127;

/**
 * Incremental parser of one HTTP/1 response after the other (RFC 9112). The bytes may be split
 * anywhere; a line is read in place where it arrived whole and from a carry where it did not.
 * The body is counted and hashed, never kept. Bytes beyond the response are an error, since a
 * connection of the generator has one open request at most.
 */
export class ResponseParser {
  readonly head = new ResponseHead();
  bodyLength = 0;
  /** Only if `start` asked for it. */
  bodyCrc32 = 0;
  #isHead = false;
  #wantsCrc = false;
  #stage = DONE;
  #remaining = 0;
  #headBytes = 0;
  #carry = Buffer.allocUnsafe(256);
  #carried = 0;
  #endedWithCr = false;

  /** Expects the response to a request; `isHead`: its method was HEAD. */
  start(isHead: boolean, wantsCrc: boolean): void {
    this.#isHead = isHead;
    this.#wantsCrc = wantsCrc;
    this.#stage = STATUS;
    this.#headBytes = 0;
    this.#carried = 0;
    this.#endedWithCr = false;
    this.bodyLength = 0;
    this.bodyCrc32 = 0;
    this.head.reset();
  }

  /** Takes `bytes[0, length)`. After `COMPLETE` or `BROKEN` nothing more may be fed before `start`. */
  feed(bytes: Uint8Array, length: number): Progress {
    let at = 0;
    while (at < length) {
      if (this.#stage < FIXED) at = this.#line(bytes, at, length);
      else if (this.#stage < DONE) at = this.#body(bytes, at, length);
      else this.#stage = FAILED;
      if (this.#stage === FAILED) return BROKEN;
    }
    return this.#stage === DONE ? COMPLETE : PENDING;
  }

  /** The peer has ended the connection. `BROKEN`: in the middle of the response. */
  end(): Progress {
    if (this.#stage !== UNTIL_CLOSE) return BROKEN;
    this.#stage = DONE;
    return COMPLETE;
  }

  #body(bytes: Uint8Array, from: number, length: number): number {
    let to = length;
    if (this.#stage !== UNTIL_CLOSE) {
      to = Math.min(length, from + this.#remaining);
      this.#remaining -= to - from;
      if (this.#remaining === 0) this.#stage = this.#stage === FIXED ? DONE : CHUNK_END;
    }
    this.bodyLength += to - from;
    if (this.#wantsCrc) this.bodyCrc32 = continueCrc32(this.bodyCrc32, bytes, from, to);
    return to;
  }

  /** Reads up to the end of one line; answers where the next begins. */
  #line(bytes: Uint8Array, from: number, length: number): number {
    if (this.#endedWithCr && bytes[from] !== LF) return this.#fail();
    let at = from;
    for (; at < length; at++) {
      const byte = bytes[at] as number;
      if (byte >= SPACE && byte !== DEL) continue;
      if (byte === LF) break;
      if (byte === CR) {
        if (at + 1 === length || bytes[at + 1] === LF) continue;
        return this.#fail();
      }
      if (byte !== TAB) return this.#fail();
    }
    this.#headBytes += at < length ? at - from + 1 : at - from;
    if (this.#headBytes > HEAD_LIMIT_BYTES) return this.#fail();
    if (at === length) {
      this.#endedWithCr = bytes[length - 1] === CR;
      this.#keep(bytes, from, length);
      return length;
    }
    this.#endedWithCr = false;
    if (this.#carried === 0) this.#wholeLine(bytes, from, at > from && bytes[at - 1] === CR ? at - 1 : at);
    else {
      this.#keep(bytes, from, at);
      const carried = this.#carried;
      this.#carried = 0;
      this.#wholeLine(this.#carry, 0, this.#carry[carried - 1] === CR ? carried - 1 : carried);
    }
    return at + 1;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const needed = this.#carried + to - from;
    if (needed > this.#carry.length) {
      const wider = Buffer.allocUnsafe(Math.max(needed, 2 * this.#carry.length));
      this.#carry.copy(wider, 0, 0, this.#carried);
      this.#carry = wider;
    }
    for (let i = from; i < to; i++) this.#carry[this.#carried++] = bytes[i] as number;
  }

  #wholeLine(bytes: Uint8Array, from: number, to: number): void {
    switch (this.#stage) {
      case FIELD:
        if (from === to) this.#headEnded();
        else if (!this.head.field(bytes, from, to)) this.#fail();
        return;
      case STATUS:
        if (this.head.statusLine(bytes, from, to)) this.#stage = FIELD;
        else this.#fail();
        return;
      case CHUNK_SIZE:
        this.#chunkSize(bytes, from, to);
        return;
      case CHUNK_END:
        if (from === to) this.#stage = CHUNK_SIZE;
        else this.#fail();
        return;
      default:
        if (from === to) this.#stage = DONE;
    }
  }

  #headEnded(): void {
    const head = this.head;
    if (head.status < 200 && head.status !== 101) {
      head.reset();
      this.#stage = STATUS;
      return;
    }
    if (head.status === 101) head.keepAlive = false;
    if (this.#isHead || head.status === 101 || head.status === 204 || head.status === 304) this.#stage = DONE;
    else if (head.chunked) {
      // Both framings at once smell of smuggling: chunked wins, the connection is not used again.
      if (head.contentLength >= 0) head.keepAlive = false;
      this.#stage = CHUNK_SIZE;
    } else if (head.contentLength >= 0 && !head.unframed) {
      this.#remaining = head.contentLength;
      this.#stage = this.#remaining === 0 ? DONE : FIXED;
    } else {
      head.keepAlive = false;
      this.#stage = UNTIL_CLOSE;
    }
  }

  #chunkSize(bytes: Uint8Array, from: number, to: number): void {
    let size = 0;
    let at = from;
    for (; at < to; at++) {
      const digit = hexDigit(bytes[at] as number);
      if (digit < 0) break;
      size = size * 16 + digit;
    }
    const digits = at - from;
    while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    if (digits === 0 || digits > 12 || (at < to && bytes[at] !== SEMICOLON)) {
      this.#fail();
      return;
    }
    // Only the extensions of one chunk count towards the limit, however many chunks there are.
    this.#headBytes = 0;
    this.#remaining = size;
    this.#stage = size === 0 ? TRAILER : CHUNK;
  }

  #fail(): number {
    this.#stage = FAILED;
    return 0;
  }
}

const SEMICOLON = 59;

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
