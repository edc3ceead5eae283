import type { RequestOrder, StepOrder } from '@framework-lab/protocol/load';

/** A GET of `path` that wants what `expect` says (any status from 200 to 399 by default). */
export function getOrder(
  name: string,
  path: string,
  expect: RequestOrder['variants'][number]['expect'] = { statuses: [] },
  weight = 1,
  method = 'GET',
): RequestOrder {
  const wire = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n`;
  return { name, weight, variants: [{ wire: Buffer.from(wire).toString('base64'), method, expect }] };
}

export function stepOrder(port: number, changes: Partial<StepOrder> = {}): StepOrder {
  return {
    id: 'step',
    target: { address: '127.0.0.1', port },
    requests: [getOrder('dummy', '/api/dummy')],
    ratePerSec: 500,
    durationMs: 1000,
    leadInMs: 0,
    timeoutMs: 1000,
    connections: 8,
    pacing: 'paced',
    seed: 7,
    burn: 'hybrid',
    shard: { index: 0, count: 1 },
    startAtMs: 0,
    ...changes,
  };
}
