import type { ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import { ITEM_FIELDS, item } from '@framework-lab/contract/items';
import { ITEM_ID } from '@framework-lab/contract/limits';
import { INVALID_PARAMETER } from '@framework-lab/contract/problems';
import { wholeNumber } from './query.ts';
import { sendJson, sendProblem } from './send.ts';

export function sendItem(response: ServerResponse, segment: string, query: string): void {
  const id = wholeNumber(decoded(segment), ITEM_ID.min, ITEM_ID.max);
  const fields = query === '' ? undefined : parse(query)['fields'];
  const names = typeof fields === 'string' ? fields.split(',') : [''];
  if (id === undefined) {
    sendProblem(response, INVALID_PARAMETER.id);
  } else if (fields === undefined) {
    sendJson(response, 200, item(id));
  } else if (names.every((name) => (ITEM_FIELDS as readonly string[]).includes(name))) {
    const full = item(id);
    const chosen = ITEM_FIELDS.filter((field) => names.includes(field));
    sendJson(response, 200, Object.fromEntries(chosen.map((field) => [field, full[field]])));
  } else {
    sendProblem(response, INVALID_PARAMETER.fields);
  }
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
