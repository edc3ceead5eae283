import { setTimeout as sleep } from 'node:timers/promises';

const BETWEEN_MS = 500;
const ONE_TRY_MS = 2000;

/** Asks until the URL answers with 2xx: null then, else what was seen last when the time was up. */
export async function waitUntilUp(url: string, waitMs: number): Promise<string | null> {
  const deadline = performance.now() + waitMs;
  while (true) {
    const seen = await ask(url);
    if (seen === null || performance.now() + BETWEEN_MS > deadline) return seen;
    await sleep(BETWEEN_MS);
  }
}

async function ask(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ONE_TRY_MS) });
    await response.body?.cancel();
    return response.ok ? null : `GET ${url}: ${response.status}`;
  } catch (error) {
    return `GET ${url}: ${reason(error)}`;
  }
}

/** fetch says "fetch failed", and why in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
  return cause?.code ?? cause?.message ?? error.message;
}
