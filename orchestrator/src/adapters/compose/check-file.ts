import type { z } from 'zod';
import { closest } from '../../domain/did-you-mean.ts';
import { FILE_KEYS, SERVICE_KEYS } from './compose-keys.ts';
import { type ContenderService, contenderSchema } from './contender-schema.ts';
import type { Finding } from './finding.ts';

export interface CheckedFile {
  /** In the order of the file. */
  readonly contenders: readonly (readonly [id: string, service: ContenderService])[];
  readonly findings: readonly Finding[];
}

/** Contenders strictly, other services for gross mistakes, all findings at once. */
export function checkFile(document: unknown): CheckedFile {
  if (!isMap(document)) return { contenders: [], findings: [{ path: [], text: 'is not a map of services' }] };
  const findings = unknownKeys([], document, FILE_KEYS);
  const services = document['services'];
  if (!isMap(services)) {
    findings.push({ path: ['services'], text: 'must be a map of services' });
    return { contenders: [], findings };
  }
  const contenders: [string, ContenderService][] = [];
  for (const [id, service] of Object.entries(services)) {
    const path = ['services', id];
    if (!isMap(service)) {
      findings.push({ path, text: 'must be a map' });
    } else if ('x-lab' in service) {
      const read = contenderSchema.safeParse(service);
      if (read.success) contenders.push([id, read.data]);
      else findings.push(...read.error.issues.flatMap((issue) => issueFindings(path, issue, service)));
      if (!/^[a-z0-9][a-z0-9-]*$/.test(id))
        findings.push({ path, text: 'must be of lower-case letters, digits and dashes' });
    } else {
      findings.push(...unknownKeys(path, service, SERVICE_KEYS));
      if (!('image' in service) && !('build' in service))
        findings.push({ path, text: 'must have an image or a build' });
    }
  }
  if (contenders.length === 0 && findings.length === 0)
    findings.push({ path: ['services'], text: 'no service has an x-lab block, so there is no contender' });
  return { contenders, findings: [...findings, ...sameNames(contenders)] };
}

function sameNames(contenders: CheckedFile['contenders']): Finding[] {
  const first = new Map<string, string>();
  return contenders.flatMap(([id, { 'x-lab': lab }]) => {
    const other = first.get(lab.name);
    first.set(lab.name, other ?? id);
    if (other === undefined) return [];
    return [{ path: ['services', id, 'x-lab', 'name'], text: `${other} has the name "${lab.name}", too` }];
  });
}

function unknownKeys(path: Finding['path'], map: object, known: readonly string[]): Finding[] {
  const unknown = Object.keys(map).filter((key) => !known.includes(key) && !key.startsWith('x-'));
  return unknown.map((key) => ({ path: [...path, key], text: unknownKey(key, known) }));
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = closest(key, known);
  return meant === null ? 'unknown key' : `unknown key; did you mean ${meant}?`;
}

function issueFindings(base: Finding['path'], issue: z.core.$ZodIssue, service: object): Finding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? Object.keys(contenderSchema.shape) : [];
    return issue.keys.map((key) => ({
      path: [...path, key],
      text:
        issue.path.length === 0 && SERVICE_KEYS.includes(key)
          ? 'a contender cannot have this: the lab would not give it to its containers'
          : unknownKey(key, known),
    }));
  }
  const missing = issue.path.length > 0 && valueAt(service, issue.path) === undefined;
  return [{ path, text: missing ? `is missing; it ${shape(issue)}` : wording(issue) }];
}

/** What was wanted, in the words of the schema where it has its own. */
function wording(issue: z.core.$ZodIssue): string {
  return issue.message.startsWith('Invalid') ? shape(issue) : issue.message;
}

function shape(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    default:
      return issue.message.replace(/^Invalid input: /, '');
  }
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  record: 'a map',
  object: 'a map',
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
};

function valueAt(from: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null)?.[key], from);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
