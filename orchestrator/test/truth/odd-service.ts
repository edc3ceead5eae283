import { createServer } from 'node:http';
import { serve } from '@framework-lab/service-runtime/serve';

/** A contender whose bottleneck is known by construction: `/block` holds its event loop, `/silence` never answers. */
const nothing = new Int32Array(new SharedArrayBuffer(4));
const BLOCKS_MS = 20;

serve('odd-service', () =>
  createServer((request, response) => {
    if (request.url === '/silence') return;
    if (request.url === '/block') Atomics.wait(nothing, 0, 0, BLOCKS_MS);
    response.end('{}');
  }),
);
