import type { Hono } from 'hono';

/** Hono answers HEAD by GET's handler and drops the body, and with it the length that GET would have had. */
export async function answerHead(app: Hono, request: Request): Promise<Response> {
  const whole = await app.fetch(new Request(request, { method: 'GET' }));
  const headers = new Headers(whole.headers);
  headers.set('Content-Length', String((await whole.arrayBuffer()).byteLength));
  return new Response(null, { status: whole.status, headers });
}
