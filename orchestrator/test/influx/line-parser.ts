/** Reads line protocol as InfluxDB documents it, apart from the code that writes it. */
export interface ParsedLine {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, ParsedField>>;
  readonly atMs: number;
}

export interface ParsedField {
  readonly type: 'float' | 'integer' | 'string' | 'boolean';
  readonly value: number | string | boolean;
}

export function parseLine(line: string): ParsedLine {
  const head = split(line, ' ')[0] ?? '';
  const [fieldText = '', time = '', ...more] = split(line.slice(head.length + 1), ' ', QUOTES);
  if (more.length > 0 || !/^-?\d+$/.test(time)) throw new Error(`not three parts: ${line}`);
  const [measurement = '', ...tagTexts] = split(head, ',');
  const tags = tagTexts.map((text) => {
    const [name = '', value = '', ...rest] = split(text, '=');
    if (value === '' || rest.length > 0) throw new Error(`not a tag: ${text}`);
    return [name, value.replace(/\\([, =])/g, '$1')];
  });
  const fields = split(fieldText, ',', QUOTES).map((text) => {
    const at = text.indexOf('=');
    return [text.slice(0, at), parseField(text.slice(at + 1))];
  });
  return {
    measurement,
    tags: Object.fromEntries(tags),
    fields: Object.fromEntries(fields),
    atMs: Number(time),
  };
}

function parseField(text: string): ParsedField {
  if (text.startsWith('"')) {
    if (!/^"(?:[^"\\]|\\["\\])*"$/.test(text)) throw new Error(`not a string: ${text}`);
    return { type: 'string', value: text.slice(1, -1).replace(/\\(["\\])/g, '$1') };
  }
  if (text === 'true' || text === 'false') return { type: 'boolean', value: text === 'true' };
  if (/^-?\d+i$/.test(text)) return { type: 'integer', value: Number(text.slice(0, -1)) };
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return { type: 'float', value: Number(text) };
  throw new Error(`not a field: ${text}`);
}

/** Quotes mean something among the fields only. */
const QUOTES = '"';

/** At every mark that no backslash stands before and no quotes stand around. */
function split(text: string, mark: string, quotes = ''): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\') part += char + text.charAt(++i);
    else if (char === mark && !quoted) {
      parts.push(part);
      part = '';
    } else {
      if (char === quotes) quoted = !quoted;
      part += char;
    }
  }
  return [...parts, part];
}

/** What a database holds after the lines: one point per tags and time, later fields over earlier ones. */
export function merged(lines: readonly string[]): Map<string, ParsedLine> {
  const points = new Map<string, ParsedLine>();
  for (const line of lines) {
    const point = parseLine(line);
    const key = `${line.slice(0, endOfTags(line))} ${point.atMs}`;
    const before = points.get(key);
    points.set(key, { ...point, fields: { ...before?.fields, ...point.fields } });
  }
  return points;
}

function endOfTags(line: string): number {
  return split(line, ' ')[0]?.length ?? 0;
}
