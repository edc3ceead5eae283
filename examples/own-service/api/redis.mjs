import { connect } from 'node:net';

/** The least of a Redis client: commands over one connection, answers in the order in which they were asked. */
export function redis(host, port = 6379) {
  const socket = connect({ host, port, noDelay: true });
  const waiting = [];
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    rest += chunk;
    for (let answer = take(rest); answer !== null; answer = take(rest)) {
      rest = answer.rest;
      waiting.shift()?.(answer.value);
    }
  });
  return {
    ready: new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject)),
    ask: (...words) =>
      new Promise((resolve) => {
        waiting.push(resolve);
        const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
        socket.write(`*${words.length}\r\n${parts.join('')}`);
      }),
  };
}

/** One whole answer at the start of a text (RESP2: a line, a number, or so many bytes); null where it is not whole yet. */
function take(text) {
  const end = text.indexOf('\r\n');
  if (end < 0) return null;
  const line = text.slice(1, end);
  if (text[0] !== '$') return { value: line, rest: text.slice(end + 2) };
  const length = Number(line);
  if (length < 0) return { value: null, rest: text.slice(end + 2) };
  if (text.length < end + 2 + length + 2) return null;
  return { value: text.slice(end + 2, end + 2 + length), rest: text.slice(end + 4 + length) };
}
