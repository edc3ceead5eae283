import type { ContenderSpec } from './contender.ts';
import { LabError } from './errors.ts';
import { redactUrl } from './redact.ts';
import type { RequestSpec } from './scenario.ts';

/** What a contender that does not answer as it must is told; of somebody's own service nobody but they know how. */
export function differsFromContract(
  contender: ContenderSpec,
  spec: RequestSpec,
  request: { readonly method: string; readonly path: string },
  differences: readonly string[],
): LabError {
  const isOwn = contender.contract === undefined;
  // With its placeholders: what they stand for may be nobody's business.
  const path = redactUrl(isOwn ? spec.path : request.path);
  return new LabError(
    'LAB_CONTRACT_DIFFERS',
    `${contender.id} does not answer ${request.method} ${path} as it must.`,
    {
      seen: differences.map((text) => ['differs', text] as const),
      fix: isOwn
        ? [
            'if that answer is right: --expect-status 200,404, or expect.status of the request',
            'if the request lacks something: --header, --body, or login: of a scenario (docs/YOUR-OWN-SERVICE.md)',
          ]
        : ['services/CONTRACT.md has the right answer; a contender that differs is never published'],
    },
  );
}

/** It gave no answer that could be compared with anything. */
export class NoWholeResponse extends LabError {
  constructor(
    contender: ContenderSpec,
    spec: RequestSpec,
    request: { readonly method: string; readonly path: string },
    why: string,
  ) {
    const { code, message, seen, fix } = differsFromContract(contender, spec, request, [
      `no whole response: ${why}`,
    ]);
    super(code, message, { seen, fix });
  }
}

export function statusChanges(
  contender: ContenderSpec,
  { name, method, path }: RequestSpec,
  first: number,
  second: number,
): LabError {
  return new LabError(
    'LAB_CONTRACT_DIFFERS',
    `${contender.id} answers ${method} ${redactUrl(path)} with ${first}, and the same again with ${second}.`,
    {
      fix: [
        `if both are right: --expect-status ${first},${second}, or expect.status of ${name}`,
        'if every request must be new: put {counter} or data: into it (docs/YOUR-OWN-SERVICE.md)',
      ],
    },
  );
}

/** `changed`: names of requests. */
export function changedByLoad(contender: ContenderSpec, changed: readonly string[]): LabError {
  const isOwn = contender.contract === undefined;
  return new LabError(
    'LAB_CONTRACT_DIFFERS',
    `${contender.id} answers differently after the load than before it.`,
    {
      seen: changed.map((name) => ['request', name] as const),
      fix: [
        ...(isOwn
          ? ['if the load may change its answers: --expect-status 200, which does not compare bodies']
          : []),
        `look at the log of ${contender.id} in the run's folder`,
      ],
    },
  );
}
