import type { GeneratorRequest } from './choose-generator.ts';
import type { LabApp } from './lab-app.ts';

/** The highest rate k6 offers cleanly from these load CPUs, per second; found out once a sitting. */
export async function calibrateK6(app: LabApp, request: GeneratorRequest): Promise<number | null> {
  const { taken, plan } = request;
  const { cpus, scenario } = plan;
  const images = taken.prepared.images.map(({ id }) => id);
  const key = ['k6-clean-limit', taken.runtime.description, images, cpus, scenario.objective];
  const kept = app.sitting.get(key) as { readonly limit: number | null } | null;
  return kept?.limit ?? null;
}
