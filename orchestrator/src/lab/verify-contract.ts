import type { RequestOrder, RequestVariant } from '@framework-lab/protocol/load';
import type { ContenderSpec } from '../domain/contender.ts';
import {
  contractDifferences,
  expectationFor,
  type SeenResponse,
  statusWanted,
} from '../domain/contract-check.ts';
import { LabError } from '../domain/errors.ts';
import { seededRandom } from '../domain/random.ts';
import { type ConcreteRequest, concreteRequests } from '../domain/request-wire.ts';
import type { RequestSpec } from '../domain/scenario.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { LabParts } from './parts.ts';

const EXCHANGE_TIMEOUT_MS = 5000;
const FIX = ['services/CONTRACT.md has the right answer; a contender that differs is never published'];

/** It gave no answer that could be compared with anything. */
export class NoWholeResponse extends LabError {
  constructor(message: string, why: string) {
    super('LAB_CONTRACT_DIFFERS', message, { seen: [['differs', `no whole response: ${why}`]], fix: FIX });
  }
}

/**
 * Sends every request exactly as the generator will, and compares the answer with the contract
 * (or, where there is none, with the scenario and with itself). Gives the requests to offer, each
 * with what its response must be. Throws LAB_CONTRACT_DIFFERS.
 */
export async function verifyContract(
  contender: RunningContender,
  requests: readonly RequestSpec[],
  seed: number,
  parts: LabParts,
): Promise<RequestOrder[]> {
  const { host, port } = contender.address;
  const orders: RequestOrder[] = [];
  for (const spec of requests) {
    const variants: RequestVariant[] = [];
    for (const request of concreteRequests(spec, `${host}:${port}`, seededRandom(seed))) {
      const body = await verifyOne(contender, spec, request, parts);
      const expect = expectationFor(spec.expect.statuses, body);
      variants.push({ wire: request.wire.toString('base64'), method: request.method, expect });
    }
    orders.push({ name: spec.name, weight: spec.weight, variants });
  }
  return orders;
}

/** Gives the body every response must have, or null where the service's answers vary by themselves. */
async function verifyOne(
  contender: RunningContender,
  spec: RequestSpec,
  request: ConcreteRequest,
  parts: LabParts,
): Promise<Buffer | null> {
  const ask = (): Promise<SeenResponse> =>
    parts.probe
      .exchange(contender.address, request.wire, request.method, EXCHANGE_TIMEOUT_MS)
      .catch((cause: unknown) => {
        // Of the lab's own probe; it says nothing of the contender.
        if (cause instanceof LabError) throw cause;
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new NoWholeResponse(notAsItMust(contender.spec, request), why);
      });
  const seen = await ask();
  const differences: string[] = [];
  if (!statusWanted(spec.expect.statuses, seen.status)) {
    differences.push(
      `status ${seen.status}, the scenario wants ${spec.expect.statuses.join(' or ') || '200 to 399'}`,
    );
  }
  if (seen.headers['connection']?.toLowerCase() === 'close') {
    differences.push('Connection: close, so every request would need a connection of its own');
  }
  if (spec.expect.body !== undefined && !seen.body.equals(Buffer.from(spec.expect.body))) {
    differences.push(
      `body ${JSON.stringify(seen.body.subarray(0, 60).toString())}, the scenario wants ${JSON.stringify(spec.expect.body.slice(0, 60))}`,
    );
  }
  const right = contender.spec.contract === undefined ? undefined : parts.rightResponse(request);
  if (right !== undefined) differences.push(...contractDifferences(right, seen));
  if (differences.length > 0) throw differs(contender.spec, request, differences);
  if (right !== undefined || spec.expect.body !== undefined) return seen.body;
  // Nobody says what the body must be: hold it to its own word only if it says the same thing twice.
  const again = await ask();
  return again.body.equals(seen.body) ? seen.body : null;
}

function differs(spec: ContenderSpec, request: ConcreteRequest, differences: readonly string[]): LabError {
  const seen = differences.map((text) => ['differs', text] as const);
  return new LabError('LAB_CONTRACT_DIFFERS', notAsItMust(spec, request), { seen, fix: FIX });
}

function notAsItMust(spec: ContenderSpec, request: ConcreteRequest): string {
  return `${spec.id} does not answer ${request.method} ${request.path} as it must.`;
}
