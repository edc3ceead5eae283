/**
 * Log-linear histogram of durations in whole microseconds, 1 µs to 60 s.
 *
 * Values below 2048 µs are exact. Above, every octave has 1024 buckets, so a bucket is at most
 * 1/1024 of its value wide and the reported midpoint is at most 0.05 % off (the bar is 0.1 %).
 * The layout is HdrHistogram's with three significant digits (Gil Tene, hdrhistogram.org): fixed,
 * so that histograms of any process merge by addition and percentiles are never averaged.
 */
const SUB_BUCKET_BITS = 10;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
/** Longest duration that is told apart, in µs; longer ones count here, `maxUs` stays exact. */
export const HISTOGRAM_MAX_US = 60_000_000;
const BUCKETS = indexOf(HISTOGRAM_MAX_US) + 1;
/** Up to 4 ms: enough for most seconds of a service that is not overloaded. */
const INITIAL_BUCKETS = 3 * SUB_BUCKETS;
const FORMAT = 'h1';

function indexOf(valueUs: number): number {
  if (valueUs < 2 * SUB_BUCKETS) return valueUs;
  const exponent = 31 - Math.clz32(valueUs) - SUB_BUCKET_BITS;
  return exponent * SUB_BUCKETS + (valueUs >>> exponent);
}

function bucketOf(valueUs: number): number {
  if (valueUs >= HISTOGRAM_MAX_US) return BUCKETS - 1;
  return indexOf(Math.max(0, Math.floor(valueUs)));
}

function midpointOf(index: number): number {
  if (index < 2 * SUB_BUCKETS) return index;
  const exponent = Math.floor(index / SUB_BUCKETS) - 1;
  const low = (index - exponent * SUB_BUCKETS) * 2 ** exponent;
  return low + (2 ** exponent - 1) / 2;
}

export class Histogram {
  /** Grows with the longest value: a run keeps a histogram per second, and most seconds hold short ones. */
  #counts = new Uint32Array(INITIAL_BUCKETS);
  #count = 0;
  #sumUs = 0;
  #minUs = Number.POSITIVE_INFINITY;
  #maxUs = 0;

  get count(): number {
    return this.#count;
  }

  /** 0 when empty. */
  get minUs(): number {
    return this.#count === 0 ? 0 : this.#minUs;
  }

  /** Exact, even beyond `HISTOGRAM_MAX_US`; 0 when empty. */
  get maxUs(): number {
    return this.#maxUs;
  }

  /** Arithmetic mean of the recorded values, exact; 0 when empty. */
  get meanUs(): number {
    return this.#count === 0 ? 0 : this.#sumUs / this.#count;
  }

  /** Records one duration in µs. Fractions are dropped, negative values count as 0. */
  record(valueUs: number, times = 1): void {
    const value = valueUs > 0 ? Math.floor(valueUs) : 0;
    const index = value >= HISTOGRAM_MAX_US ? BUCKETS - 1 : indexOf(value);
    if (index >= this.#counts.length) this.#grow(index + 1);
    this.#counts[index] = (this.#counts[index] as number) + times;
    this.#count += times;
    this.#sumUs += value * times;
    if (value < this.#minUs) this.#minUs = value;
    if (value > this.#maxUs) this.#maxUs = value;
  }

  merge(other: Histogram): void {
    if (other.#count === 0) return;
    const more = other.#counts;
    if (more.length > this.#counts.length) this.#grow(more.length);
    const counts = this.#counts;
    for (let i = 0; i < more.length; i++) counts[i] = (counts[i] as number) + (more[i] as number);
    this.#count += other.#count;
    this.#sumUs += other.#sumUs;
    this.#minUs = Math.min(this.#minUs, other.#minUs);
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sumUs = 0;
    this.#minUs = Number.POSITIVE_INFINITY;
    this.#maxUs = 0;
  }

  /**
   * The value in µs at or below which a share `q` (0 to 1) of the recorded values lies
   * (nearest rank: the smallest value with at least ceil(q·n) values at or below it).
   */
  quantileUs(q: number): number {
    return this.quantilesUs([q])[0] ?? 0;
  }

  /** The same of several shares, that come in ascending order, in one go. */
  quantilesUs(shares: readonly number[]): number[] {
    let seen = 0;
    let next = 0;
    return shares.map((q) => {
      if (this.#count === 0) return 0;
      const rank = Math.max(1, Math.min(this.#count, Math.ceil(q * this.#count - 1e-9)));
      while (seen < rank && next < this.#counts.length) seen += this.#counts[next++] as number;
      return Math.min(this.#maxUs, Math.max(this.#minUs, midpointOf(next - 1)));
    });
  }

  /** How many values lie above `thresholdUs`, to the width of one bucket (0.1 %). */
  countAbove(thresholdUs: number): number {
    if (thresholdUs >= this.#maxUs) return 0;
    if (thresholdUs >= HISTOGRAM_MAX_US) return this.#counts[BUCKETS - 1] ?? 0;
    const at = bucketOf(thresholdUs);
    const [first, last] = [bucketOf(this.#minUs), bucketOf(this.#maxUs)];
    // The shorter side of the two is counted: most of a run's analysis is this.
    if (last - at < at - first) return this.#countIn(at + 1, last);
    return this.#count - this.#countIn(first, at);
  }

  #countIn(first: number, last: number): number {
    let sum = 0;
    for (let i = first; i <= last; i++) sum += this.#counts[i] as number;
    return sum;
  }

  /** Text form: `h1:` and base64 of varints (count, min, max, sum, then gap and count per used bucket). */
  encode(): string {
    const bytes: number[] = [];
    writeVarint(bytes, this.#count);
    writeVarint(bytes, this.minUs);
    writeVarint(bytes, this.#maxUs);
    writeVarint(bytes, this.#sumUs);
    let previous = -1;
    for (let i = 0; i < this.#counts.length; i++) {
      const n = this.#counts[i] as number;
      if (n === 0) continue;
      writeVarint(bytes, i - previous);
      writeVarint(bytes, n);
      previous = i;
    }
    return `${FORMAT}:${Buffer.from(bytes).toString('base64')}`;
  }

  /** Histograms stand in JSON documents as their text. */
  toJSON(): string {
    return this.encode();
  }

  /** Throws a `RangeError` on text that `encode` did not write. */
  static decode(text: string): Histogram {
    if (!text.startsWith(`${FORMAT}:`)) throw new RangeError(`not a histogram: ${text.slice(0, 12)}`);
    const bytes = Buffer.from(text.slice(FORMAT.length + 1), 'base64');
    const cursor = { at: 0 };
    const histogram = new Histogram();
    const count = readVarint(bytes, cursor);
    const minUs = readVarint(bytes, cursor);
    const maxUs = readVarint(bytes, cursor);
    const sumUs = readVarint(bytes, cursor);
    const buckets = bucketOf(maxUs) + 1;
    if (buckets > INITIAL_BUCKETS) histogram.#counts = new Uint32Array(buckets);
    let index = -1;
    while (cursor.at < bytes.length) {
      index += readVarint(bytes, cursor);
      const n = readVarint(bytes, cursor);
      if (index >= BUCKETS) throw new RangeError('histogram has a bucket out of range');
      if (index >= histogram.#counts.length) histogram.#grow(index + 1);
      histogram.#counts[index] = n;
      histogram.#count += n;
    }
    if (histogram.#count !== count) throw new RangeError('histogram text is cut off');
    if (count > 0) {
      histogram.#minUs = minUs;
      histogram.#maxUs = maxUs;
      histogram.#sumUs = sumUs;
    }
    return histogram;
  }

  #grow(least: number): void {
    const larger = new Uint32Array(Math.min(BUCKETS, Math.max(least, 2 * this.#counts.length)));
    larger.set(this.#counts);
    this.#counts = larger;
  }

  static merged(parts: Iterable<Histogram>): Histogram {
    const all = new Histogram();
    for (const part of parts) all.merge(part);
    return all;
  }
}

function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function readVarint(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new RangeError('histogram text is cut off');
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
}
