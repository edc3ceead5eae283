import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import type { Finding, LocatedFinding } from './finding.ts';

type Path = readonly (string | number)[];

interface Entry {
  readonly key: Node;
  readonly value: Node | null;
}

/** A YAML file as plain data, with merge keys and aliases followed, that still knows its lines. */
export interface YamlTree {
  readonly value: unknown;
  readonly findings: readonly LocatedFinding[];
  /** The line of a key or an item, or of the nearest thing around it; counted from 1. */
  locate(finding: Finding): LocatedFinding;
}

/** More than any Compose file has; a few nested aliases can otherwise make gigabytes. */
const MAX_NODES = 20_000;

/** `fill` is given every text value, and gives it filled in, or says what is wrong with it. */
export function readYamlTree(
  text: string,
  fill: (text: string) => { readonly text: string } | { readonly problem: string },
): YamlTree {
  const lines = new LineCounter();
  const document = parseDocument(text, { merge: true, lineCounter: lines });
  const lineAt = new Map<string, number>();
  const findings: LocatedFinding[] = [...document.errors, ...document.warnings].map((error) => ({
    path: [],
    line: error.linePos?.[0].line ?? null,
    text: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
  }));
  const lineOf = (node: Node | null): number | null =>
    node?.range ? lines.linePos(node.range[0]).line : null;
  const within = new Set<Node>();
  let nodes = 0;

  const refuse = (node: Node | null, path: Path, why: string): undefined => {
    findings.push({ path, line: lineOf(node), text: why });
    return undefined;
  };

  function plain(node: Node | null, path: Path): unknown {
    nodes += 1;
    if (nodes > MAX_NODES) return nodes === MAX_NODES + 1 ? refuse(node, [], 'too many values') : undefined;
    if (isAlias(node)) {
      const target = node.resolve(document) as Node | undefined;
      return target ? plain(target, path) : refuse(node, path, `there is no anchor "${node.source}" above`);
    }
    if (isScalar(node)) return scalar(node, node.value, path);
    if (node === null) return null;
    if (within.has(node)) return refuse(node, path, 'contains itself');
    within.add(node);
    try {
      if (isSeq(node)) return (node.items as Node[]).map((item, i) => at(item, [...path, i], item));
      if (isMap(node)) {
        const won = [...winners(node, path)];
        return Object.fromEntries(
          won.map(([name, { key, value }]) => [name, at(key, [...path, name], value)]),
        );
      }
      return refuse(node, path, 'is neither a map, a list nor a value');
    } finally {
      within.delete(node);
    }
  }

  function scalar(node: Node, value: unknown, path: Path): unknown {
    if (typeof value !== 'string') return value;
    const filled = fill(value);
    return 'text' in filled ? filled.text : (refuse(node, path, filled.problem) ?? value);
  }

  function at(key: Node, path: Path, node: Node | null): unknown {
    const line = lineOf(key);
    if (line !== null) lineAt.set(keyOf(path), line);
    return plain(node, path);
  }

  /** The winning key and value of every name: own before merged, an earlier merge before a later one. */
  function winners(map: YAMLMap, path: Path): Map<string, Entry> {
    const won = new Map<string, Entry>();
    const merges: (Node | null)[] = [];
    for (const entry of map.items as unknown as Entry[]) {
      const name = isScalar(entry.key) ? entry.key.value : undefined;
      if (typeof name === 'symbol') merges.push(entry.value);
      else if (typeof name === 'string') won.set(name, entry);
      else refuse(entry.key, path, 'a key must be text');
    }
    for (const source of merges.flatMap((node) => sources(node, path))) {
      if (within.has(source)) {
        refuse(source, path, 'merges itself');
        continue;
      }
      within.add(source);
      for (const [name, entry] of winners(source, path)) if (!won.has(name)) won.set(name, entry);
      within.delete(source);
    }
    return won;
  }

  function sources(node: Node | null, path: Path): YAMLMap[] {
    const target = isAlias(node) ? (node.resolve(document) as Node | undefined) : node;
    if (isMap(target)) return [target];
    if (isSeq(target)) return (target.items as Node[]).flatMap((item) => sources(item, path));
    refuse(node, path, '<< must name a map, or a list of maps');
    return [];
  }

  const value = document.errors.length > 0 ? undefined : plain(document.contents as Node | null, []);
  return {
    value,
    findings,
    locate: (finding) => ({ ...finding, line: nearest(lineAt, finding.path) }),
  };
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String));
}

function nearest(lineAt: ReadonlyMap<string, number>, path: Path): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lineAt.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return null;
}
