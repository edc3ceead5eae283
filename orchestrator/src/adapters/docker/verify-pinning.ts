import { LabError } from '../../domain/errors.ts';
import { formatCpuList } from '../../domain/units.ts';
import { sameCpus } from '../host/cpu-list.ts';
import type { LabContainer } from './lab-container.ts';

/**
 * Asks the kernel for the CPUs of a running container. False where it cannot be asked, or none were
 * wanted. Throws LAB_PINNING_NOT_HONOURED.
 */
export async function verifyPinning(
  container: Pick<LabContainer, 'name' | 'allowedCpus'>,
  cpus: readonly number[],
): Promise<boolean> {
  if (cpus.length === 0) return false;
  const granted = await container.allowedCpus();
  if (granted === null) return false;
  if (sameCpus(granted, cpus)) return true;
  throw pinningNotHonoured(container.name, cpus, `CPUs ${formatCpuList(granted)}`, 'the kernel');
}

export function pinningNotHonoured(
  who: string,
  asked: readonly number[],
  granted: string,
  by: 'the kernel' | 'the engine',
): LabError {
  const message = `${who} was to run on CPUs ${formatCpuList(asked)}; ${by} gave it ${granted}.`;
  return new LabError('LAB_PINNING_NOT_HONOURED', message, {
    fix: [
      'name CPUs that the engine really has: --server-cpus, --load-cpus',
      'npm run lab -- doctor shows the CPUs that can be used',
    ],
  });
}
