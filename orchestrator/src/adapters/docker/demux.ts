/** Header of a frame: kind of stream, three zeros, length in big endian (Engine API, attach). */
const HEADER_BYTES = 8;

/**
 * Takes the chunks of an attached stream and gives back the frames' content in order. Our own,
 * because dockerode's calls itself for every frame and copies the rest each time: a burst of a
 * megabyte in small frames overflows its stack.
 */
export function demultiplexer(
  onContent: (stream: 'stdout' | 'stderr', content: Buffer) => void,
): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let stream: 'stdout' | 'stderr' = 'stdout';
  let missing = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (missing > 0) {
        const end = Math.min(chunk.length, at + missing);
        onContent(stream, chunk.subarray(at, end));
        missing -= end - at;
        at = end;
        continue;
      }
      const end = Math.min(chunk.length, at + HEADER_BYTES - header.length);
      header = Buffer.concat([header, chunk.subarray(at, end)]);
      at = end;
      if (header.length < HEADER_BYTES) return;
      stream = header[0] === 2 ? 'stderr' : 'stdout';
      missing = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  };
}
