import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { OwnAsked } from '../app/own-scenario.ts';
import type { Given } from '../app/setting.ts';
import { LabError } from '../domain/errors.ts';
import { parseRequestLine, requestNames } from '../domain/request-line.ts';
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
  const lines = requests.map(parseRequestLine);
  const names = requestNames(lines);
  return {
    from,
    requests: lines.map(({ method, path }, i) => ({
      name: names[i] ?? '',
      weight: 1,
      method,
      path,
      headers,
      ...(body !== undefined && WITH_BODY.has(method) ? { body: String(body) } : {}),
      expect: { statuses: [] },
    })),
    env: Object.fromEntries(listed('serviceEnv').map(assignment)),
    absolute: (path) => resolve(process.cwd, path),
  };
}

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

function assignment(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new LabError('LAB_VALUE_INVALID', 'A --service-env is not of the form NAME=value.', {
    seen: [['given', text.split('=')[0] ?? '']],
    fix: ['--service-env DATABASE_URL=postgres://localhost/shop'],
  });
}
