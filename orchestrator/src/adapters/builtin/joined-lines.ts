/** A container's lines longer than this arrive in pieces (`adapters/contender/lines.ts`), none of which is a document. */
const LONGEST_WHOLE_LINE = 256 * 1024;

/** Puts long lines together again: takes lines and pieces of them, passes on lines. */
export function joinedLines(onLine: (line: string) => void): (lineOrPiece: string) => void {
  let begun = '';
  return (lineOrPiece) => {
    const text = begun + lineOrPiece;
    begun = '';
    // A long line that came at once is whole, although it is as long as a piece.
    if (lineOrPiece.length > LONGEST_WHOLE_LINE && !isDocument(text)) begun = text;
    else onLine(text);
  };
}

function isDocument(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
