/** Longer lines are cut: it stands in a sentence, the log has the rest. */
const QUOTED_CHARACTERS = 160;

/** A line of a log in a sentence. */
export function quotedLine(text: string): string {
  return `"${text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text}"`;
}
