import { redactUrl } from '../domain/redact.ts';

/** Longer lines are cut: it stands in a sentence, the log has the rest. */
const QUOTED_CHARACTERS = 160;

/** A line of a log in a sentence: services log the URLs they are asked for. */
export function quotedLine(line: string): string {
  const text = redactUrl(line);
  return `"${text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text}"`;
}
