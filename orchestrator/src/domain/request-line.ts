import { LabError } from './errors.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export interface RequestLine {
  readonly method: string;
  readonly path: string;
}

/** `GET /users/1`, or a path alone, which is a GET. Throws LAB_VALUE_INVALID. */
export function parseRequestLine(text: string): RequestLine {
  const [, given = 'GET', path] = /^(?:([A-Za-z]+)\s+)?(\/[!-~]*)$/.exec(text.trim()) ?? [];
  const method = given.toUpperCase();
  if (path !== undefined && METHODS.has(method)) return { method, path };
  throw new LabError('LAB_VALUE_INVALID', `"${text}" is not a method and a path.`, {
    fix: ["--request 'GET /users/1'", `methods: ${[...METHODS].join(', ')}`],
  });
}

/**
 * What requests are called that nobody has named, each otherwise: `GET /users/1` is `get-users-1`.
 * Names stand in every record and report, and a query may hold a secret.
 */
export function requestNames(requests: readonly RequestLine[]): string[] {
  const names = new Set<string>();
  for (const { method, path } of requests) {
    const plain = `${method} ${path.replace(/[?#].*/, '')}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/-+$/, '')
      .slice(0, 40);
    let name = plain;
    for (let n = 2; names.has(name); n++) name = `${plain}-${n}`;
    names.add(name);
  }
  return [...names];
}
