import { isIP } from 'node:net';
import type { StepOrder } from '@framework-lab/protocol/load';

/** An order that cannot be carried out; `message` names the member and what it should be. */
export class OrderError extends Error {
  readonly step: string | null;

  constructor(step: string | null, message: string) {
    super(message);
    this.step = step;
  }
}

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, readonly [check: Check, wanted: string]>>;

const between =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high;
const whole =
  (low: number, high: number): Check =>
  (value) =>
    Number.isInteger(value) && between(low, high)(value);
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isBase64: Check = (value) => isText(value) && /^[A-Za-z0-9+/]+={0,2}$/.test(value as string);
const isList: Check = (value) => Array.isArray(value) && value.length > 0;
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isAddress: Check = (value) => typeof value === 'string' && isIP(value) !== 0;
const areStatuses: Check = (value) => Array.isArray(value) && value.every(whole(100, 999));
const areOffsets: Check = (value) => Array.isArray(value) && value.every(whole(0, 2 ** 31));

const DAY_MS = 86_400_000;
const ORDER: Shape = {
  id: [isText, 'a text'],
  target: [isObject, 'an object'],
  requests: [isList, 'a list with at least one request'],
  ratePerSec: [between(1e-3, 1e6), 'a number from 0.001 to 1000000'],
  durationMs: [between(1, 7 * DAY_MS), 'a number from 1 to seven days'],
  leadInMs: [between(0, DAY_MS), 'a number from 0 to a day'],
  leadInRatePerSec: [optional(between(1e-3, 1e6)), 'a number from 0.001 to 1000000'],
  timeoutMs: [between(1, 600_000), 'a number from 1 to 600000'],
  connections: [whole(1, 65_535), 'a whole number from 1 to 65535'],
  reuse: [optional(oneOf('oldest', 'newest')), "'oldest' or 'newest'"],
  pacing: [oneOf('paced', 'poisson'), "'paced' or 'poisson'"],
  seed: [whole(0, Number.MAX_SAFE_INTEGER), 'a whole number of 0 or more'],
  counterFrom: [optional(whole(0, Number.MAX_SAFE_INTEGER)), 'a whole number of 0 or more'],
  burn: [oneOf('hybrid', 'constant'), "'hybrid' or 'constant'"],
  shard: [isObject, 'an object'],
  startAtMs: [between(0, 1e15), 'a time in Unix ms'],
};
const TARGET: Shape = {
  address: [isAddress, 'a literal IP address'],
  port: [whole(1, 65_535), 'a port from 1 to 65535'],
  tls: [optional(isObject), 'an object'],
};
const TLS: Shape = {
  servername: [optional(isText), 'a text'],
  rejectUnauthorized: [isBoolean, 'true or false'],
};
const SHARD: Shape = {
  index: [whole(0, 1023), 'a whole number from 0'],
  count: [whole(1, 1024), 'a whole number from 1 to 1024'],
};
const REQUEST: Shape = {
  name: [isText, 'a text'],
  weight: [(value) => between(0, 1e9)(value) && value !== 0, 'a number above 0'],
  variants: [isList, 'a list with at least one variant'],
};
const VARIANT: Shape = {
  wire: [isBase64, 'a whole request in base64'],
  method: [isText, 'a method'],
  expect: [isObject, 'an object'],
  counter: [optional(areOffsets), 'a list of places in the request'],
};
const EXPECT: Shape = {
  statuses: [areStatuses, 'a list of statuses, 100 to 999'],
  bodyLength: [optional(whole(0, Number.MAX_SAFE_INTEGER)), 'a whole number of 0 or more'],
  bodyCrc32: [optional(whole(0, 0xffffffff)), 'an unsigned 32-bit number'],
};

/** Checks what came over stdin. Throws an `OrderError`. */
export function checkedOrder(value: unknown): StepOrder {
  const id = isObject(value) ? (value as { id?: unknown }).id : null;
  const step = typeof id === 'string' ? id : null;
  const demand = (path: string, part: unknown, shape: Shape): void => {
    if (!isObject(part)) throw new OrderError(step, `${path} must be an object`);
    for (const [key, [check, wanted]] of Object.entries(shape)) {
      const found = (part as Record<string, unknown>)[key];
      if (!check(found))
        throw new OrderError(step, `${path}.${key} must be ${wanted}, and is ${shown(found)}`);
    }
  };
  demand('step', value, ORDER);
  const order = value as StepOrder;
  demand('step.target', order.target, TARGET);
  if (order.target.tls !== undefined) demand('step.target.tls', order.target.tls, TLS);
  demand('step.shard', order.shard, SHARD);
  if (order.shard.index >= order.shard.count)
    throw new OrderError(step, 'step.shard.index must be below its count');
  order.requests.forEach((request, i) => {
    demand(`step.requests[${i}]`, request, REQUEST);
    request.variants.forEach((variant, j) => {
      demand(`step.requests[${i}].variants[${j}]`, variant, VARIANT);
      demand(`step.requests[${i}].variants[${j}].expect`, variant.expect, EXPECT);
    });
  });
  return order;
}

/** Enough of a value to recognise it, and never a whole request: it may carry credentials. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > 24 ? 'another text' : `'${value}'`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
