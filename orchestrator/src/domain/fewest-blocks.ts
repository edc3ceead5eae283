/** Beyond it nobody would measure. */
export const MOST_BLOCKS = 200;

/** The fewest blocks from 2 on that are enough, where more are so too; null: more than `MOST_BLOCKS`. */
export function fewestBlocks(isEnough: (blocks: number) => boolean): number | null {
  if (!isEnough(MOST_BLOCKS)) return null;
  let [few, enough] = [1, MOST_BLOCKS];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
