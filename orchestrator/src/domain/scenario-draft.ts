import { type RequestLine, requestNames } from './request-line.ts';

/** What `init` has asked, each as it stands in the file. */
export interface ScenarioDraft {
  readonly service: DraftedService;
  readonly contenders: readonly string[];
  readonly port: number | null;
  readonly ready: string;
  readonly requests: readonly RequestLine[];
  readonly ratesPerSec: readonly number[];
  readonly objective: string;
}

export type DraftedService =
  /** `cwd`: relative to the file; `.`: its folder. */
  | { readonly kind: 'command'; readonly command: string; readonly cwd: string }
  | { readonly kind: 'compose'; readonly file: string };

/** The scenario file of a draft, with what its author may want next as comments. */
export function scenarioFileText(draft: ScenarioDraft): string {
  const { service, contenders, port, ready, requests, ratesPerSec, objective } = draft;
  const isCommand = service.kind === 'command';
  const names = requestNames(requests);
  return `# A service of your own under load. docs/YOUR-OWN-SERVICE.md of the lab explains every part;
# paths are relative to this file.
description: ${quoted(`What ${contenders.join(' and ')} holds.`)}
contenders: [${contenders.map(quoted).join(', ')}]

service:
  ${isCommand ? `command: ${quoted(service.command)}   # no shell runs it; sh -c '…' where you need one` : `compose: ${quoted(service.file)}   # what your services depend on is started too, and not loaded`}
${isCommand && service.cwd !== '.' ? `  cwd: ${quoted(service.cwd)}\n` : ''}  ${port === null ? `# port: 3000${isCommand ? '   # without it, your service is told a free one as PORT' : ''}` : `port: ${port}`}
  ready: ${quoted(ready)}   # answers 2xx when the service is ready
  readyTimeout: 30s
  # env: { DATABASE_URL: 'postgres://localhost/shop', PASSWORD: '\${PASSWORD}' }
  ${isCommand ? "# reset: 'psql -f reset.sql'   # puts the state back before each launch" : "# reset: { service: db, command: 'psql -f reset.sql' }   # puts the state back before each launch"}

# Each rate is offered for a while and judged; a launch ends after two that were not held.
rates: [${ratesPerSec.join(', ')}]
objective: ${quoted(objective)}
step: { duration: 10s, leadIn: 1s }
# Until its CPU time per request shows no trend; a just-in-time compiler needs some seconds.
warmUp: { rate: ${Math.min(...ratesPerSec)}, min: 5s, max: 15s }
blocks: 1   # more launches give intervals

# {id} varies, {counter} never repeats, {token} is of the log-in, {users.name} of the data.
# login: { request: { path: /login, body: '{"user":"bench","password":"\${PASSWORD}"}' }, token: access_token }
# data: { csv: users.csv }
requests:
${requests.map((request, i) => requestText(request, names[i] ?? '')).join('\n')}
`;
}

function requestText({ method, path }: RequestLine, name: string): string {
  return [
    `  - name: ${quoted(name)}`,
    ...(method === 'GET' ? [] : [`    method: ${method}`]),
    `    path: ${quoted(path)}`,
    ...(['POST', 'PUT', 'PATCH'].includes(method)
      ? ['    # headers: { Content-Type: application/json }', '    # body: \'{"number": {counter}}\'']
      : []),
    '    # expect: { status: [200, 404] }   # without it 200 to 399; with it bodies are not compared',
  ].join('\n');
}

/** As YAML reads it whatever it holds: JSON is YAML. */
function quoted(text: string): string {
  return /^[\w/.-]+$/.test(text) && /[a-z]/i.test(text) ? text : JSON.stringify(text);
}
