import { stampCounter } from '@framework-lab/protocol/counter';
import type { RequestOrder } from '@framework-lab/protocol/load';
import {
  contractDifferences,
  expectationFor,
  type SeenResponse,
  statusWanted,
} from '../domain/contract-check.ts';
import { differsFromContract, NoWholeResponse, statusChanges } from '../domain/contract-errors.ts';
import { LabError } from '../domain/errors.ts';
import { type ConcreteRequest, concreteRequests, type Variation } from '../domain/request-wire.ts';
import type { RequestSpec } from '../domain/scenario.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { LabParts } from './parts.ts';

const EXCHANGE_TIMEOUT_MS = 5000;
/** Of thousands of rows so many are asked for: enough to see a wrong form, and not a load of its own. */
const MOST_VERIFIED = 64;
/** Between the first time an answer is asked for and the others: one with a time in seconds is then another. */
const BETWEEN_MS = 1100;
/** Of two workers that each put something of their own into a body, one alone answers four times in an eighth of all cases. */
const MORE_TIMES = 3;

export interface Verified {
  /** The requests to offer, each with what its response must be. */
  readonly orders: RequestOrder[];
  /** What could not be verified, for people. */
  readonly notes: readonly string[];
}

type Parts = Pick<LabParts, 'probe' | 'clock' | 'rightResponse'>;

/**
 * Sends every request exactly as the generator will, and compares the answer with the contract
 * (or, where there is none, with the scenario and with itself). Throws LAB_CONTRACT_DIFFERS.
 */
export async function verifyContract(
  contender: RunningContender,
  requests: readonly RequestSpec[],
  variation: (spec: RequestSpec) => Variation,
  parts: Parts,
): Promise<Verified> {
  const { host, port } = contender.address;
  const asked = [];
  for (const spec of requests) {
    const made = variation(spec);
    const variants = concreteRequests(spec, `${host}:${port}`, made);
    const answers: Answer[] = [];
    for (const request of variants.slice(0, MOST_VERIFIED)) {
      answers.push(await verifyOne(contender, spec, request, parts));
    }
    asked.push({ spec, variants, answers, number: made.number });
  }
  const unsure = asked.some(({ answers }) => answers.some(({ hold }) => hold === 'if-repeated'));
  if (unsure) await parts.clock.sleep(BETWEEN_MS);
  const orders: RequestOrder[] = [];
  const notes: string[] = [];
  for (const { spec, variants, answers, number } of asked) {
    const bodies = await bodiesToHold(contender, spec, answers, number, parts);
    const isSample = variants.length > answers.length && spec.expect.body === undefined;
    if (isSample)
      notes.push(
        `${spec.name}: ${answers.length} of ${variants.length} rows were verified; of all of them only statuses count`,
      );
    else if (answers.some(({ hold }, i) => hold === 'if-repeated' && bodies[i] === null))
      notes.push(`${spec.name}: its body changes between calls, so only its status counts`);
    const stated = spec.expect.body === undefined ? null : Buffer.from(spec.expect.body);
    orders.push({
      name: spec.name,
      weight: spec.weight,
      variants: variants.map(({ wire, method, counter }, i) => ({
        wire: wire.toString('base64'),
        method,
        expect: expectationFor(spec.expect.statuses, isSample ? null : (stated ?? bodies[i] ?? null)),
        ...(counter.length === 0 ? {} : { counter }),
      })),
    });
  }
  return { orders, notes };
}

interface Answer {
  readonly request: ConcreteRequest;
  readonly seen: SeenResponse;
  /** Whether every later answer must have the same body. */
  readonly hold: 'yes' | 'no' | 'if-repeated';
}

async function verifyOne(
  contender: RunningContender,
  spec: RequestSpec,
  request: ConcreteRequest,
  parts: Parts,
): Promise<Answer> {
  const { statuses, body } = spec.expect;
  const seen = await ask(contender, spec, request, parts);
  const differences: string[] = [];
  if (!statusWanted(statuses, seen.status)) {
    differences.push(`status ${seen.status}, the scenario wants ${statuses.join(' or ') || '200 to 399'}`);
  }
  if (seen.headers['connection']?.toLowerCase() === 'close') {
    differences.push('Connection: close, so every request would need a connection of its own');
  }
  if (body !== undefined && !seen.body.equals(Buffer.from(body))) {
    differences.push(
      `body ${JSON.stringify(seen.body.subarray(0, 60).toString())}, the scenario wants ${JSON.stringify(body.slice(0, 60))}`,
    );
  }
  const right = contender.spec.contract === undefined ? undefined : parts.rightResponse(request);
  if (right !== undefined) differences.push(...contractDifferences(right, seen));
  if (differences.length > 0) throw differsFromContract(contender.spec, spec, request, differences);
  return { request, seen, hold: holdOf(spec, request, right !== undefined, contender) };
}

/** Nobody says what the body must be: it is held to its own word, and only if it says the same thing each time. */
function holdOf(
  { expect }: RequestSpec,
  { counter }: ConcreteRequest,
  isKnown: boolean,
  { spec }: RunningContender,
): Answer['hold'] {
  if (expect.body !== undefined) return 'yes';
  // Each request is another one, and so may its answer be.
  if (counter.length > 0) return 'no';
  if (isKnown) return 'yes';
  // Who names statuses for a service of their own wants those, and no more.
  return spec.contract === undefined && expect.statuses.length > 0 ? 'no' : 'if-repeated';
}

/** For each answer the body that every later one must have, or null. One that changes tells that all of the request may. */
async function bodiesToHold(
  contender: RunningContender,
  spec: RequestSpec,
  answers: readonly Answer[],
  number: () => number,
  parts: Parts,
): Promise<(Buffer | null)[]> {
  let changes = false;
  for (const answer of answers) {
    if (answer.hold !== 'if-repeated' || changes) continue;
    changes = !(await isRepeated(contender, spec, answer, number, parts));
  }
  const holds = ({ hold }: Answer): boolean => hold === 'yes' || (hold === 'if-repeated' && !changes);
  return answers.map((answer) => (holds(answer) ? answer.seen.body : null));
}

async function isRepeated(
  contender: RunningContender,
  spec: RequestSpec,
  { request, seen }: Answer,
  number: () => number,
  parts: Parts,
): Promise<boolean> {
  for (let time = 0; time < MORE_TIMES; time++) {
    stampCounter(request.wire, request.counter, number());
    const again = await ask(contender, spec, request, parts);
    if (again.status !== seen.status) throw statusChanges(contender.spec, spec, seen.status, again.status);
    if (!again.body.equals(seen.body)) return false;
  }
  return true;
}

function ask(
  { address, spec: contender }: RunningContender,
  spec: RequestSpec,
  request: ConcreteRequest,
  { probe }: Parts,
): Promise<SeenResponse> {
  return probe
    .exchange(address, request.wire, request.method, EXCHANGE_TIMEOUT_MS)
    .catch((cause: unknown) => {
      // Of the lab's own probe; it says nothing of the contender.
      if (cause instanceof LabError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new NoWholeResponse(contender, spec, request, why);
    });
}
