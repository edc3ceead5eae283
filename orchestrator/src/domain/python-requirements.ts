/** A requirements file of pip's, as far as the lab reads it. */
export interface PythonRequirements {
  /** Package, in lower case with dashes, and its pinned version; in the order of the file. */
  readonly pins: ReadonlyMap<string, string>;
  /** From its first line, `# python: 3.11 to 3.12`: the Pythons that have wheels of all of it; null: it does not say. */
  readonly pythons: PythonRange | null;
}

/** Minor versions of Python 3, both included. */
export interface PythonRange {
  readonly oldest: number;
  readonly newest: number;
}

const PIN = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)/;

export function readRequirements(text: string): PythonRequirements {
  const pins = text.split('\n').flatMap((line): [string, string][] => {
    const [, name, version] = PIN.exec(line) ?? [];
    return name !== undefined && version !== undefined ? [[packageName(name), version]] : [];
  });
  const [, oldest, newest] = /^# python: 3\.(\d+) to 3\.(\d+)\s*$/m.exec(text) ?? [];
  return {
    pins: new Map(pins),
    pythons:
      oldest !== undefined && newest !== undefined
        ? { oldest: Number(oldest), newest: Number(newest) }
        : null,
  };
}

/** Names are the same to pip whatever their case and separators (PEP 503). */
export function packageName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

export function fitsRange(version: string, range: PythonRange | null): boolean {
  const [, minor] = /^3\.(\d+)\./.exec(version) ?? [];
  if (minor === undefined) return false;
  return range === null || (Number(minor) >= range.oldest && Number(minor) <= range.newest);
}

/** For people: `Python 3.11 or 3.12`, `Python 3.9 to 3.12`. */
export function describeRange(range: PythonRange | null): string {
  if (range === null) return 'Python 3';
  const { oldest, newest } = range;
  if (oldest === newest) return `Python 3.${oldest}`;
  return `Python 3.${oldest} ${newest === oldest + 1 ? 'or' : 'to'} 3.${newest}`;
}

/** Programs to look for: by version first, the oldest before all, since that is what the images have. */
export function pythonNames(range: PythonRange | null): string[] {
  const exact =
    range === null
      ? []
      : Array.from({ length: range.newest - range.oldest + 1 }, (_, i) => `python3.${range.oldest + i}`);
  return [...exact, 'python3', 'python'];
}
