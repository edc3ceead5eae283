const LONGEST = 300;

/** What a program said last, cut, without the frames of stacks: they would push out the reason that stands above them. */
export function lastMessages(lines: readonly string[], count: number): string[] {
  return lines
    .map((line) => line.slice(0, 4 * LONGEST))
    .filter((line) => line.trim() !== '' && !/^\s+(?:at |File "|\^|\.{3} )/.test(line))
    .map((line) => line.trim().slice(0, LONGEST))
    .slice(-count);
}

/** So many lines hold a message and the stacks below it. */
export const LINES_LOOKED_AT = 40;
