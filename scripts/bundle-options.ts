import type { BuildOptions } from 'esbuild';

export interface BundleSource {
  /** The entry's source, absolute or relative to `root`. */
  readonly entry: string;
  /** The repository. Paths in the bundle's comments are relative to it, so the same sources give the same bytes anywhere. */
  readonly root: string;
  readonly format?: 'esm' | 'cjs';
}

/** The oldest Node the lab runs on. */
const TARGET = 'node22';

/** What CommonJS packages expect and an ES module does not have. */
const ESM_BANNER = [
  "import { createRequire as labCreateRequire } from 'node:module';",
  'const require = labCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/**
 * What a package may use where it happens to be installed (`debug`, to colour its output), and a service
 * does not depend on: left out everywhere, or the bundle would differ with what else is installed.
 */
const HAPPENS_TO_BE_THERE = ['supports-color'];

/** How one file is made of a program of ours: in an image, and for a process. There is no other definition. */
export function bundleOptions({ entry, root, format = 'esm' }: BundleSource) {
  return {
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: TARGET,
    format,
    ...(format === 'esm' ? { banner: { js: ESM_BANNER } } : {}),
    external: HAPPENS_TO_BE_THERE,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  } as const satisfies BuildOptions;
}
