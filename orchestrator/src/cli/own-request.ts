import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { OwnAsked } from '../app/own-scenario.ts';
import type { Given } from '../app/setting.ts';
import { LabError } from '../domain/errors.ts';
import type { RequestSpec } from '../domain/scenario.ts';
import { requestHeaders } from './attack-request.ts';
import type { CliContext } from './cli-context.ts';

/** Flags of `run` for a service of one's own that may be given several times. */
export function addOwnRequestFlags(command: Command): Command {
  const collect = (value: string, before: readonly string[] | undefined) => [...(before ?? []), value];
  return command
    .option(
      '--request <request>',
      "what to ask your service, e.g. 'GET /users/1'; may be given again",
      collect,
    )
    .option('--header <line>', "of every --request, e.g. 'Accept: text/html'; may be given again", collect)
    .option('--body <text>', 'of every --request that is a POST, PUT or PATCH')
    .option('--service-env <assignment>', 'of your service: NAME=value; may be given again', collect);
}

/** What the command line says of a service of one's own. Throws LAB_VALUE_INVALID, LAB_USAGE. */
export function ownAsked({ process }: CliContext, from: Given): OwnAsked {
  const { flags } = from;
  const listed = (key: string): readonly string[] => (flags[key] as string[] | undefined) ?? [];
  const [header, body] = [listed('header'), flags['body']];
  const requests = listed('request');
  if (requests.length === 0 && (header.length > 0 || body !== undefined)) {
    throw new LabError('LAB_USAGE', '--header and --body belong to a --request.', {
      fix: ["--request 'GET /users/1' --header 'Accept: application/json'"],
    });
  }
  const headers = requestHeaders(header);
  const names = new Set<string>();
  return {
    from,
    requests: requests.map((text) =>
      requestOf(text, headers, body === undefined ? null : String(body), names),
    ),
    env: Object.fromEntries(listed('serviceEnv').map(assignment)),
    cwd: process.cwd,
    absolute: (path) => resolve(process.cwd, path),
  };
}

function requestOf(
  text: string,
  headers: Readonly<Record<string, string>>,
  body: string | null,
  names: Set<string>,
): RequestSpec {
  const [, given, path] = /^(?:([A-Za-z]+)\s+)?(\/[!-~]*)$/.exec(text.trim()) ?? [];
  const method = given?.toUpperCase() ?? (body === null ? 'GET' : 'POST');
  if (path === undefined || !METHODS.has(method)) {
    throw new LabError('LAB_VALUE_INVALID', `--request "${text}" is not a method and a path.`, {
      fix: ["--request 'GET /users/1'", `methods: ${[...METHODS].join(', ')}`],
    });
  }
  const hasBody = body !== null && WITH_BODY.has(method);
  return {
    name: uniqueName(`${method} ${path}`, names),
    weight: 1,
    method,
    path,
    headers,
    ...(hasBody ? { body } : {}),
    expect: { statuses: [] },
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Latency is also kept per request, under this name: `GET /users/1` becomes `get-users-1`. */
function uniqueName(text: string, names: Set<string>): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  let name = plain;
  for (let n = 2; names.has(name); n++) name = `${plain}-${n}`;
  names.add(name);
  return name;
}

function assignment(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new LabError('LAB_VALUE_INVALID', 'A --service-env is not of the form NAME=value.', {
    seen: [['given', text.split('=')[0] ?? '']],
    fix: ['--service-env DATABASE_URL=postgres://localhost/shop'],
  });
}
