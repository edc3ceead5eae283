import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { LabError } from '../../domain/errors.ts';
import { type BundleOrder, buildBundle } from '../process/bundle.ts';

export interface VersionBundle extends Pick<BundleOrder, 'entry' | 'name' | 'root'> {
  readonly packageName: string;
  /** Where that package is installed, with everything it needs. */
  readonly installed: string;
  /** The bundle goes into this folder. */
  readonly into: string;
}

/**
 * Bundles a contender as it is always bundled, only that its framework, and what that needs, comes from
 * somewhere else; and looks whether it really did. Throws LAB_BUILD_FAILED.
 */
export async function bundleVersion(
  order: VersionBundle,
): Promise<{ readonly file: string; readonly sha256: string }> {
  const { packageName, installed, root, name, into } = order;
  const { text, metafile } = await buildBundle(order, { plugins: [takenFrom(packageName, installed)] });
  requireOnly(order, metafile);
  // Names of modules stand in the text: the same package gives the same bytes wherever it was installed.
  const code = text.replaceAll(
    `${relative(root, installed).replaceAll(sep, '/')}/node_modules/`,
    'node_modules/',
  );
  const file = join(into, `${name}.mjs`);
  writeFileSync(file, code);
  return { file, sha256: createHash('sha256').update(code).digest('hex') };
}

/** Marks what this plugin asks esbuild itself, so that it is not asked again. */
const ASKED_HERE = { askedBy: 'taken-from' };

function takenFrom(packageName: string, folder: string): Plugin {
  const inFolder = folder + sep;
  return {
    name: 'taken-from',
    setup: (build) => {
      const filter = new RegExp(`^${packageName.replace(/[^\w]/g, '\\$&')}(/|$)`);
      build.onResolve({ filter }, ({ path, kind, importer, pluginData }) => {
        // What is in there already finds its own.
        if (pluginData === ASKED_HERE || importer.startsWith(inFolder)) return undefined;
        return build.resolve(path, { kind, resolveDir: folder, pluginData: ASKED_HERE });
      });
    },
  };
}

/** Another copy of the framework in the bundle would be measured under the name of this one. */
function requireOnly({ packageName, installed, root, name }: VersionBundle, { inputs }: Metafile): void {
  const inPackage = `${sep}node_modules${sep}${packageName.replaceAll('/', sep)}${sep}`;
  const files = Object.keys(inputs)
    .map((path) => resolve(root, path))
    .filter((file) => file.includes(inPackage));
  const foreign = files.find((file) => !file.startsWith(installed + sep));
  if (files.length > 0 && foreign === undefined) return;
  throw new LabError(
    'LAB_BUILD_FAILED',
    `${name} was not bundled with the ${packageName} that was asked for.`,
    {
      seen: [['bundled', foreign ?? `nothing of ${packageName}: the contender does not import it`]],
      fix: [`correct x-lab.framework.package in the contender's block, or what imports ${packageName}`],
    },
  );
}
