import { z } from 'zod';
import type { DataFile } from './data-table.ts';
import type { RequestSpec } from './scenario.ts';

export const NAME = /^[a-z0-9][a-z0-9-]*$/;
export const NAME_RULE = 'lower-case letters, digits and dashes';
/** Services of a Compose file, as Compose takes them; like every name it becomes that of files. */
export const SERVICE_NAME = /^[A-Za-z0-9][\w.-]*$/;
export const SERVICE_NAME_RULE =
  'letters, digits, dots, dashes and underscores, the first a letter or a digit';

export const plainText = z.string().regex(/^[^\r\n\0]*$/, 'no line breaks');
const status = z.int().min(100).max(599);

const method = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** A path and query, as it stands in a request line. */
export const path = z.string().regex(/^\/[!-~]*$/, 'a path begins with / and has no spaces');
const headers = z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), plainText).default({});

/** The `login:` of a scenario file. */
export const loginFileSchema = z
  .strictObject({
    request: z.strictObject({
      method: method.default('POST'),
      path,
      headers,
      body: z.string().exactOptional(),
    }),
    token: z
      .string()
      .regex(/^[^.]+(\.[^.]+)*$/, 'keys with dots between them, e.g. data.access_token')
      .describe('Where in the JSON answer the token stands; {token} in requests is it.'),
  })
  .describe('A request at the beginning of each launch, whose answer has the {token} of the others.');

/** The `data:` of a scenario file. */
export const dataFileSchema = z
  .strictObject({ csv: z.string().regex(/\.csv$/, 'the name of a CSV file, ending in .csv') })
  .describe('Rows for the requests, relative to this file: of users.csv the column name is {users.name}.');

/** One of the `requests:` of a scenario file. */
export const requestFileSchema = z.strictObject({
  name: z.string().regex(NAME, NAME_RULE).describe('Latency is also kept per request, under this name.'),
  weight: z
    .number()
    .positive()
    .max(1_000_000)
    .default(1)
    .describe('Share of the load, relative to the others.'),
  method: method.default('GET'),
  path: path.describe(
    'Path and query; {id} becomes a seeded number that varies from request to request, {counter} one that never repeats.',
  ),
  headers,
  body: z
    .string()
    .exactOptional()
    .describe('Sent as it stands, but for placeholders: {id}, {counter}, {token}, {users.name} of the data.'),
  redactBody: z
    .boolean()
    .exactOptional()
    .describe('The body is a secret: it is sent, and neither stored nor shown.'),
  expect: z
    .strictObject({
      status: z
        .union([status, z.array(status).min(1)])
        .exactOptional()
        .describe('Wanted status or statuses; without it 200 to 399.'),
      body: z.string().exactOptional().describe('The exact body the answer must have.'),
    })
    .default({}),
});

export function requestOf({ expect, ...rest }: z.output<typeof requestFileSchema>): RequestSpec {
  const statuses = expect.status === undefined ? [] : [expect.status].flat();
  return { ...rest, expect: expect.body === undefined ? { statuses } : { statuses, body: expect.body } };
}

export function dataOf({ csv }: z.output<typeof dataFileSchema>): DataFile {
  return { name: dataName(csv), file: csv, sha256: null };
}

/** `data/users.csv` is `users`, in a form that can stand in a placeholder. */
function dataName(csv: string): string {
  const base = csv.replace(/^.*[/\\]/, '').replace(/\.csv$/, '');
  return base.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
}
