import type { CheckResult } from '../preflight/check-result.ts';
import type { LabApp } from './lab-app.ts';

/** Looks whether this machine is fit to measure on; changes nothing. */
export async function doctor(
  app: LabApp,
  request: { readonly results: string; readonly connections: number | null },
): Promise<readonly CheckResult[]> {
  const asked = { machine: await app.host.facts(), ...request };
  return [...(await app.checks(asked)), ...(await app.dockerChecks(asked))];
}
