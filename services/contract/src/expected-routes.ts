import { dummy, health, waited } from './answers.ts';
import { digest } from './digest.ts';
import type { ExpectedAnswer } from './expected-answer.ts';
import { answer, problemAnswer } from './expected-answer.ts';
import { feed } from './feed.ts';
import type { ItemField } from './items.ts';
import { ITEM_FIELDS, item } from './items.ts';
import type { QueryNumberName } from './limits.ts';
import { BODY_LIMIT_BYTES, ITEM_ID, QUERY_NUMBER } from './limits.ts';
import { isValidOrder } from './order-rules.ts';
import type { Order } from './orders.ts';
import { receipt } from './orders.ts';
import { BODY_TOO_LARGE, INVALID_ORDER, INVALID_PARAMETER } from './problems.ts';

export interface Asked {
  /** The decoded path parameter, or `''`. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly answer: (asked: Asked) => ExpectedAnswer;
}

function get(handler: (asked: Asked) => ExpectedAnswer): Route {
  return { method: 'GET', answer: handler };
}

/** The routes by path, as CONTRACT.md lists them. */
export const ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/healthz', get(() => answer(200, health()))],
  ['/api/dummy', get(() => answer(200, dummy()))],
  ['/api/items/:id', get(itemAnswer)],
  ['/api/orders', { method: 'POST', answer: orderAnswer }],
  ['/api/feed', get((asked) => numberAnswer('count', asked, feed))],
  ['/api/wait', get((asked) => numberAnswer('ms', asked, waited))],
  ['/api/hash', get((asked) => numberAnswer('rounds', asked, digest))],
]);

function itemAnswer({ id, query }: Asked): ExpectedAnswer {
  const number = wholeNumber(id, ITEM_ID);
  if (number === undefined) return problemAnswer(INVALID_PARAMETER.id);
  const full = item(number);
  const asked = query.getAll('fields');
  if (asked.length === 0) return answer(200, full);
  const names = asked.length === 1 ? (asked[0] ?? '').split(',') : [''];
  if (!names.every((name) => (ITEM_FIELDS as readonly string[]).includes(name))) {
    return problemAnswer(INVALID_PARAMETER.fields);
  }
  const chosen = ITEM_FIELDS.filter((field: ItemField) => names.includes(field));
  return answer(200, Object.fromEntries(chosen.map((field) => [field, full[field]])));
}

function numberAnswer(
  name: QueryNumberName,
  { query }: Asked,
  value: (number: number) => unknown,
): ExpectedAnswer {
  const range = QUERY_NUMBER[name];
  const asked = query.getAll(name);
  if (asked.length === 0) return answer(200, value(range.default));
  const number = asked.length === 1 ? wholeNumber(asked[0] ?? '', range) : undefined;
  return number === undefined ? problemAnswer(INVALID_PARAMETER[name]) : answer(200, value(number));
}

function orderAnswer({ headers, body }: Asked): ExpectedAnswer {
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') return problemAnswer(INVALID_ORDER);
  if (body.length > BODY_LIMIT_BYTES) return problemAnswer(BODY_TOO_LARGE, { connection: 'close' });
  try {
    const order: unknown = JSON.parse(body.toString('utf8'));
    return isValidOrder(order) ? answer(201, receipt(order as Order)) : problemAnswer(INVALID_ORDER);
  } catch {
    return problemAnswer(INVALID_ORDER);
  }
}

/** Plain decimal digits, no sign, no leading zero: what every validator can be told exactly. */
function wholeNumber(text: string, { min, max }: { min: number; max: number }): number | undefined {
  if (!/^(0|[1-9][0-9]{0,8})$/.test(text)) return undefined;
  const number = Number(text);
  return number >= min && number <= max ? number : undefined;
}
