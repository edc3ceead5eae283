import type { IncomingMessage, ServerResponse } from 'node:http';
import { BODY_LIMIT_BYTES } from '@framework-lab/contract/limits';
import { receipt } from '@framework-lab/contract/orders';
import { BODY_TOO_LARGE, INVALID_ORDER } from '@framework-lab/contract/problems';
import { isOrder } from './order-check.ts';
import { sendJson, sendProblem } from './send.ts';

export function takeOrder(request: IncomingMessage, response: ServerResponse): void {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    sendProblem(response, INVALID_ORDER);
    return;
  }
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES) {
    refuse(response);
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
    else if (!response.headersSent) refuse(response);
  });
  request.on('end', () => {
    if (!response.headersSent) answer(response, Buffer.concat(chunks, bytes).toString('utf8'));
  });
}

function refuse(response: ServerResponse): void {
  // The client may go on sending what nobody wants to read: see CONTRACT.md on the connection's fate.
  sendProblem(response, BODY_TOO_LARGE, { Connection: 'close' });
}

function answer(response: ServerResponse, text: string): void {
  const order = parsed(text);
  if (isOrder(order)) sendJson(response, 201, receipt(order));
  else sendProblem(response, INVALID_ORDER);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
