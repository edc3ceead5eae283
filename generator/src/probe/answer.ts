import type { FromProbe, ProbeQuestion } from '@framework-lab/protocol/probe-messages';
import { exchange } from './exchange.ts';

/** What the probe says to one question; never rejects. */
export async function answerTo(question: ProbeQuestion): Promise<Exclude<FromProbe, { type: 'ready' }>> {
  const { id, host, port, wire, method, timeoutMs } = question;
  try {
    const seen = await exchange({ host, port }, Buffer.from(wire, 'base64'), method, timeoutMs);
    return { type: 'response', id, ...seen, body: seen.body.toString('base64') };
  } catch (error) {
    return { type: 'error', id: id ?? -1, error: error instanceof Error ? error.message : String(error) };
  }
}
