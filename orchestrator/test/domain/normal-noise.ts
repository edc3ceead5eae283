/** Standard normal numbers from uniform ones (Box and Muller). */
export function normalNoise(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
