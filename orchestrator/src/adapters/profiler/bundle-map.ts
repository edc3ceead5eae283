import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import type { BundleOrder } from '../process/bundle.ts';

/**
 * The source map of a bundle that runs. The bundle itself stays without, so that what is profiled is what is
 * measured, byte for byte: it is made again beside its map, and must come out the same. Paths are relative to
 * `root`. Throws LAB_PROFILER_FAILED.
 */
export async function bundleMap(
  { entry, root }: Pick<BundleOrder, 'entry' | 'root'>,
  running: Buffer,
): Promise<SourceMap> {
  const [esbuild, { bundleOptions }] = await Promise.all([
    import('esbuild'),
    import('../../../../scripts/bundle-options.ts'),
  ]);
  const { outputFiles } = await esbuild.build({
    ...bundleOptions({ entry, root }),
    sourcemap: 'external',
    sourcesContent: false,
    // Nothing is written; sources in a map are relative to where it would be.
    outfile: join(root, 'bundle.mjs'),
  });
  const [map, code] = ['.map', '.mjs'].map((end) => outputFiles.find(({ path }) => path.endsWith(end)));
  if (map === undefined || code === undefined || !running.equals(code.contents)) {
    throw new LabError('LAB_PROFILER_FAILED', 'The sources changed while the contender was being started.', {
      fix: ['run it again'],
    });
  }
  return new SourceMap(JSON.parse(map.text) as SourceMapPayload);
}
