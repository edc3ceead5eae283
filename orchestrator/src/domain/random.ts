/**
 * Seeded pseudo-random numbers in [0, 1): sfc32 (Chris Doty-Humphrey, PractRand), a small chaotic
 * generator that passes PractRand and BigCrush, with a period of at least 2^32. The seed goes through
 * splitmix32 first, so that neighbouring seeds share nothing, and twelve outputs are thrown away,
 * as its author advises.
 */
export function seededRandom(seed: number): () => number {
  const mix = splitmix32(seed);
  let [a, b, c, counter] = [mix(), mix(), mix(), 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** splitmix32, after Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014). */
function splitmix32(seed: number): () => number {
  // Both halves of a seed above 2^32 count.
  let state = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

/** A shuffled copy (Fisher and Yates, in Durstenfeld's form). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}
