const CR = 13;
const LF = 10;
const CONTENT_LENGTH = Buffer.from('content-length:');
const TRANSFER_ENCODING = Buffer.from('transfer-encoding:');
const H = 72;

/** Why a request cannot be answered; the connection is of no more use. */
export type Refusal = 400 | 411;

/**
 * Finds where requests end in what a connection sends, however it is cut, and keeps nothing of it:
 * the head's first byte (a HEAD has no body in its response) and its Content-Length are all it needs.
 */
export class RequestReader {
  readonly #onRequest: (isHead: boolean) => void;
  /** Bytes of the current line, without its end. */
  #lineBytes = 0;
  #lines = 0;
  #isHead = false;
  /** The header name that the line may have, and how much of it matched; null: the line does not matter. */
  #name: Buffer | null = null;
  #matched = 0;
  #contentLength = 0;
  #bodyLeft = 0;

  constructor(onRequest: (isHead: boolean) => void) {
    this.#onRequest = onRequest;
  }

  /** Reads the first `count` bytes; null while all is well. */
  read(bytes: Uint8Array, count: number): Refusal | null {
    for (let i = 0; i < count; i++) {
      if (this.#bodyLeft > 0) {
        const skipped = Math.min(this.#bodyLeft, count - i);
        this.#bodyLeft -= skipped;
        i += skipped - 1;
        if (this.#bodyLeft === 0) this.#end();
        continue;
      }
      const byte = bytes[i] as number;
      if (byte === LF) this.#endLine();
      else if (byte !== CR) {
        const refusal = this.#inLine(byte);
        if (refusal !== null) return refusal;
      }
    }
    return null;
  }

  #inLine(byte: number): Refusal | null {
    const at = this.#lineBytes++;
    if (this.#lines === 0) {
      if (at === 0) this.#isHead = byte === H;
      return null;
    }
    if (at === 0) this.#beginHeader(byte | 0x20);
    const name = this.#name;
    if (name === null) return null;
    if (this.#matched < name.length) {
      if ((byte | 0x20) === name[this.#matched]) this.#matched++;
      else this.#name = null;
      // Chunks would have to be parsed, and nothing that the lab offers has them.
      return name === TRANSFER_ENCODING && this.#matched === name.length ? 411 : null;
    }
    return this.#inLength(byte);
  }

  #beginHeader(firstByte: number): void {
    this.#name =
      firstByte === CONTENT_LENGTH[0]
        ? CONTENT_LENGTH
        : firstByte === TRANSFER_ENCODING[0]
          ? TRANSFER_ENCODING
          : null;
    this.#matched = 0;
  }

  #inLength(byte: number): Refusal | null {
    if (byte === 32 || byte === 9) return null;
    if (byte < 48 || byte > 57) return 400;
    this.#contentLength = this.#contentLength * 10 + byte - 48;
    return Number.isSafeInteger(this.#contentLength) ? null : 400;
  }

  #endLine(): void {
    const isEmpty = this.#lineBytes === 0;
    this.#lineBytes = 0;
    this.#name = null;
    if (!isEmpty) this.#lines++;
    else if (this.#lines > 0) {
      this.#bodyLeft = this.#contentLength;
      if (this.#bodyLeft === 0) this.#end();
    }
  }

  #end(): void {
    this.#lines = 0;
    this.#contentLength = 0;
    this.#onRequest(this.#isHead);
  }
}
