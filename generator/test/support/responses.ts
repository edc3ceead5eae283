import fc from 'fast-check';

/** One valid response with what a reader must make of it. */
export interface ValidResponse {
  readonly bytes: Buffer;
  readonly status: number;
  readonly body: Buffer;
  readonly keepAlive: boolean;
  readonly isHead: boolean;
  /** Its end can be known without the connection's end. */
  readonly isFramed: boolean;
}

const tokens = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/).map((name) => `X-${name}`);
const values = fc.stringMatching(/^[!-~][ -~]{0,20}$/);
const fields = fc.array(
  fc.tuple(tokens, values).map(([name, value]) => `${name}: ${value}`),
  { maxLength: 4 },
);
const blanks = fc.constantFrom('', ' ', '\t', '  ');
const bodies = fc.uint8Array({ maxLength: 700 }).map((bytes) => Buffer.from(bytes));
const anyCase = (text: string): fc.Arbitrary<string> =>
  fc.mixedCase(fc.constant(text), {
    toggleCase: (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()),
  });

const interim = fc.constantFrom(
  '',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
);

const framings = fc.constantFrom('length', 'chunked', 'close', 'empty', 'head');

/** Valid responses of every framing, in the odd spellings that the grammar allows. */
export const responses: fc.Arbitrary<ValidResponse> = fc
  .record({
    framing: framings,
    interim,
    fields,
    more: fields,
    blank: blanks,
    body: bodies,
    status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 304),
    bodiless: fc.constantFrom(204, 304),
    closes: fc.boolean(),
    lengthName: anyCase('content-length'),
    codingName: anyCase('transfer-encoding'),
    chunkSizes: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
    extension: fc.constantFrom('', ';a', ';a=b', ' ; name="quoted;value"'),
    trailers: fields,
    reason: fc.constantFrom(' OK', ' ', '', ' Non-Standard \xe9'),
  })
  .map((parts) => {
    const { framing, body, blank } = parts;
    const status = framing === 'empty' ? parts.bodiless : parts.status;
    const framingField = {
      length: [`${parts.lengthName}:${blank}${body.length}${blank}`],
      head: [`${parts.lengthName}:${blank}${body.length}`],
      chunked: [`${parts.codingName}:${blank}chunked${blank}`],
      close: [],
      empty: [],
    }[framing];
    const closing = parts.closes ? ['Connection: close'] : [];
    const lines = [
      `HTTP/1.1 ${status}${parts.reason}`,
      ...parts.fields,
      ...framingField,
      ...closing,
      ...parts.more,
    ];
    const head = Buffer.from(`${parts.interim}${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    const hasBody = framing === 'length' || framing === 'chunked' || framing === 'close';
    const payload =
      framing === 'chunked' ? chunked(body, parts.chunkSizes, parts.extension, parts.trailers) : body;
    return {
      bytes: hasBody ? Buffer.concat([head, payload]) : head,
      status,
      body: hasBody ? body : Buffer.alloc(0),
      keepAlive: !parts.closes && framing !== 'close',
      isHead: framing === 'head',
      isFramed: framing !== 'close',
    };
  });

function chunked(
  body: Buffer,
  sizes: readonly number[],
  extension: string,
  trailers: readonly string[],
): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0, i = 0; at < body.length; i++) {
    const part = body.subarray(at, at + (sizes[i % sizes.length] as number));
    parts.push(Buffer.from(`${part.length.toString(16)}${extension}\r\n`), part, Buffer.from('\r\n'));
    at += part.length;
  }
  parts.push(Buffer.from(`0\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1'));
  return Buffer.concat(parts);
}
