/** The one document that `--output json` prints on stdout: a run's record, or what an attack came to. */
export function jsonDocument(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A document in one line, for a stream of them. */
export function jsonLine(document: object): string {
  return `${JSON.stringify(document)}\n`;
}
