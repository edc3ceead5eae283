import { type Document, isMap, isNode, isPair, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { closest } from './did-you-mean.ts';
import { LabError } from './errors.ts';
import type { Scenario } from './scenario.ts';
import { scenarioFileSchema, scenarioOf } from './scenario-schema.ts';

interface Problem {
  readonly line: number;
  readonly key: string;
  readonly what: string;
  readonly fix: string | null;
}

/**
 * Reads a scenario from the text of its YAML file. `file` is how people know it. Throws
 * LAB_SCENARIO_INVALID with line, key and what is allowed there.
 */
export function parseScenario(text: string, name: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    uniqueKeys: true,
    prettyErrors: false,
  });
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    line: lines.linePos(error.pos[0]).line,
    key: '',
    what: error.message.split('\n')[0] ?? error.code,
    fix: 'the file must be YAML; an editor with YAML support shows the place',
  }));
  if (broken.length > 0) throw invalid(file, broken);
  const result = scenarioFileSchema.safeParse(plainValue(document, file) ?? {});
  if (result.success) return scenarioOf(name, result.data);
  // A mistyped key first: the key it was meant to be is missing for that reason only.
  const unknownFirst = (issue: z.core.$ZodIssue): number => (issue.code === 'unrecognized_keys' ? 0 : 1);
  const issues = result.error.issues.toSorted((a, b) => unknownFirst(a) - unknownFirst(b));
  throw invalid(
    file,
    issues.flatMap((issue) => problemsOf(issue, document, lines)),
  );
}

function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that lead nowhere, or to far too much.
    const what = error instanceof Error ? error.message : String(error);
    throw invalid(file, [{ line: 1, key: '', what, fix: 'write the value out instead of its alias' }]);
  }
}

function invalid(file: string, problems: readonly Problem[]): LabError {
  const shown = problems.slice(0, 5);
  const [first] = shown;
  const where = `${file}, line ${first?.line ?? 1}`;
  return new LabError(
    'LAB_SCENARIO_INVALID',
    `${where}: ${first?.key ? `${first.key}: ` : ''}${first?.what ?? 'cannot be read'}`,
    {
      seen: shown.map(
        (problem) => [`line ${problem.line}`, `${problem.key || 'file'}: ${problem.what}`] as const,
      ),
      fix: [...new Set(shown.map((problem) => problem.fix).filter((fix) => fix !== null))],
    },
  );
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): Problem[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    const allowed = allowedKeys(path);
    return issue.keys.map((key) => {
      const near = closest(key, allowed);
      const meant = near === null ? '' : `; did you mean ${near}?`;
      return {
        line: lineOf(document, lines, [...path, key]),
        key: shownPath([...path, key]),
        what: 'unknown key',
        fix: `allowed ${path.length === 0 ? 'here' : `in ${shownPath(path)}`}: ${allowed.join(', ')}${meant}`,
      };
    });
  }
  const missing = issue.code === 'invalid_type' && path.length > 0 && !document.hasIn(path);
  const parent = path.slice(0, -1);
  return [
    {
      line: lineOf(document, lines, missing ? parent : path),
      key: shownPath(path),
      what: missing ? 'is missing' : issue.message,
      fix: missing
        ? `${parent.length === 0 ? 'a scenario' : shownPath(parent)} has: ${allowedKeys(parent).join(', ')}`
        : null,
    },
  ];
}

/** `requests.0.path` as people count: `requests[1].path`. */
function shownPath(path: readonly (string | number)[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part + 1}]` : `${i > 0 ? '.' : ''}${part}`))
    .join('');
}

function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  // The line of the key, not of its value, which may begin further down.
  const pair = isMap(parent)
    ? parent.items.find((item) => isPair(item) && String(item.key) === String(last))
    : undefined;
  const node = pair?.key ?? (path.length === 0 ? document.contents : document.getIn(path, true));
  const offset = isNode(node) ? node.range?.[0] : undefined;
  if (offset !== undefined) return lines.linePos(offset).line;
  return path.length === 0 ? 1 : lineOf(document, lines, path.slice(0, -1));
}

type JsonSchema = { properties?: Record<string, JsonSchema>; items?: JsonSchema };

/** Keys that may stand at a path, read from the same schema that editors get. */
function allowedKeys(path: readonly (string | number)[]): string[] {
  let schema = z.toJSONSchema(scenarioFileSchema, { io: 'input' }) as JsonSchema | undefined;
  for (const part of path) schema = typeof part === 'number' ? schema?.items : schema?.properties?.[part];
  return Object.keys(schema?.properties ?? {});
}
