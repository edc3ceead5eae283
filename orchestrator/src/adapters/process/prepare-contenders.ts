import { basename } from 'node:path';
import type { ContenderSpec } from '../../domain/contender.ts';
import { type BundleOrder, bundleEntry } from './bundle.ts';

/**
 * Replaces each of our services' TypeScript entries by its bundle, the same one file that runs in a
 * container. A contender that is started by some other command stays as it is.
 */
export async function prepareContenders(
  specs: readonly ContenderSpec[],
  folders: Pick<BundleOrder, 'root' | 'buildDir' | 'fallbackDir'>,
): Promise<readonly ContenderSpec[]> {
  return Promise.all(
    specs.map(async (spec) => {
      const launch = spec.launch.process;
      const [program, entry] = launch?.command ?? [];
      if (launch === undefined || program !== 'node' || entry === undefined || !entry.endsWith('.ts'))
        return spec;
      const bundle = await bundleEntry({ ...folders, entry, name: `contender-${basename(spec.id)}` });
      return { ...spec, launch: { ...spec.launch, process: { ...launch, command: ['node', bundle] } } };
    }),
  );
}
