/** What the head of a response says about its body and its connection (RFC 9112, 6 and 9). */
export class ResponseHead {
  status = 0;
  keepAlive = true;
  chunked = false;
  /** Transfer-Encoding present but not ending in `chunked`: the body ends with the connection. */
  unframed = false;
  /** −1: none given. */
  contentLength = -1;
  /** Seconds of `Keep-Alive: timeout=`; 0: none given. */
  keepAliveTimeoutS = 0;
  #lastFieldMattered = false;
  #closes = false;

  reset(): void {
    this.status = 0;
    this.keepAlive = true;
    this.chunked = false;
    this.unframed = false;
    this.contentLength = -1;
    this.keepAliveTimeoutS = 0;
    this.#lastFieldMattered = false;
    this.#closes = false;
  }

  /** `HTTP/1.x NNN reason`, without its line end. False: not a status line. */
  statusLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (to - from < 12) return false;
    for (let i = 0; i < VERSION.length; i++) if (bytes[from + i] !== VERSION[i]) return false;
    const minor = (bytes[from + 7] as number) - 48;
    if (minor !== 0 && minor !== 1) return false;
    if (bytes[from + 8] !== SPACE || (to - from > 12 && bytes[from + 12] !== SPACE)) return false;
    let status = 0;
    for (let i = from + 9; i < from + 12; i++) {
      const digit = (bytes[i] as number) - 48;
      if (digit < 0 || digit > 9) return false;
      status = status * 10 + digit;
    }
    if (status < 100) return false;
    this.status = status;
    this.keepAlive = minor === 1;
    return true;
  }

  /** One field line, without its line end. False: malformed, or its framing contradicts itself. */
  field(bytes: Uint8Array, from: number, to: number): boolean {
    const first = bytes[from] as number;
    // A folded line continues the field before it: harmless unless that field frames the body.
    if (first === SPACE || first === TAB) return !this.#lastFieldMattered;
    let colon = from;
    while (colon < to && bytes[colon] !== COLON) {
      if ((bytes[colon] as number) <= SPACE) return false;
      colon++;
    }
    if (colon === from || colon === to) return false;
    this.#lastFieldMattered = false;
    const lower = first | 32;
    if (lower !== 99 && lower !== 116 && lower !== 107) return true; // not c, t, k
    return this.#knownField(bytes, from, colon, to);
  }

  #knownField(bytes: Uint8Array, from: number, colon: number, to: number): boolean {
    let start = colon + 1;
    let end = to;
    while (start < end && isBlank(bytes[start] as number)) start++;
    while (end > start && isBlank(bytes[end - 1] as number)) end--;
    switch (colon - from) {
      case 10:
        if (startsWith(bytes, from, colon, 'connection')) return this.#connection(bytes, start, end);
        if (startsWith(bytes, from, colon, 'keep-alive')) return this.#keepAliveHint(bytes, start, end);
        return true;
      case 14:
        if (!startsWith(bytes, from, colon, 'content-length')) return true;
        return this.#contentLengthField(bytes, start, end);
      case 17:
        if (!startsWith(bytes, from, colon, 'transfer-encoding')) return true;
        return this.#transferEncoding(bytes, start, end);
      default:
        return true;
    }
  }

  #contentLengthField(bytes: Uint8Array, from: number, to: number): boolean {
    this.#lastFieldMattered = true;
    if (from === to || to - from > 15) return false;
    let length = 0;
    for (let i = from; i < to; i++) {
      const digit = (bytes[i] as number) - 48;
      if (digit < 0 || digit > 9) return false;
      length = length * 10 + digit;
    }
    if (this.contentLength >= 0 && this.contentLength !== length) return false;
    this.contentLength = length;
    return true;
  }

  #transferEncoding(bytes: Uint8Array, from: number, to: number): boolean {
    this.#lastFieldMattered = true;
    let last = to;
    while (last > from && bytes[last - 1] !== COMMA) last--;
    while (last < to && isBlank(bytes[last] as number)) last++;
    this.chunked = to - last === 7 && startsWith(bytes, last, to, 'chunked');
    this.unframed = !this.chunked;
    return true;
  }

  #connection(bytes: Uint8Array, from: number, to: number): boolean {
    this.#lastFieldMattered = true;
    for (let at = from; at < to; ) {
      while (at < to && (bytes[at] === COMMA || isBlank(bytes[at] as number))) at++;
      let end = at;
      while (end < to && bytes[end] !== COMMA && !isBlank(bytes[end] as number)) end++;
      if (end - at === 5 && startsWith(bytes, at, end, 'close')) {
        this.keepAlive = false;
        this.#closes = true;
      } else if (end - at === 10 && startsWith(bytes, at, end, 'keep-alive')) this.keepAlive = !this.#closes;
      at = end;
    }
    return true;
  }

  #keepAliveHint(bytes: Uint8Array, from: number, to: number): boolean {
    for (let at = from; at + 8 < to; at++) {
      if (!startsWith(bytes, at, to, 'timeout=')) continue;
      let seconds = 0;
      for (let i = at + 8; i < to; i++) {
        const digit = (bytes[i] as number) - 48;
        if (digit < 0 || digit > 9 || seconds > 1e6) break;
        seconds = seconds * 10 + digit;
      }
      this.keepAliveTimeoutS = seconds;
      break;
    }
    return true;
  }
}

const VERSION = Buffer.from('HTTP/1.', 'latin1');
const SPACE = 32;
const TAB = 9;
const COMMA = 44;
const COLON = 58;

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** `text` in lower case, matched against letters of either case and exactly against the rest. */
function startsWith(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from < text.length) return false;
  for (let i = 0; i < text.length; i++) {
    let byte = bytes[from + i] as number;
    if (byte >= 65 && byte <= 90) byte |= 32;
    if (byte !== text.charCodeAt(i)) return false;
  }
  return true;
}
