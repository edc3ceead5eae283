import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { type CatalogueEntry, catalogueSchema } from './catalogue-schema.ts';

export const CATALOGUE_FILE = 'services/contenders.yaml';

/** Our own contenders, in the order of the file. Throws LAB_CATALOGUE_INVALID. */
export async function readCatalogue(root: string): Promise<readonly ContenderSpec[]> {
  const text = await readFile(join(root, CATALOGUE_FILE), 'utf8');
  let document: unknown;
  try {
    document = parse(text, { merge: true });
  } catch (cause) {
    throw invalid([cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)]);
  }
  const result = catalogueSchema.safeParse(document);
  if (!result.success)
    throw invalid(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return result.data.contenders.map((entry) => specOf(entry, root));
}

function specOf(entry: CatalogueEntry, root: string): ContenderSpec {
  const folder = join(root, entry.package);
  return {
    id: entry.id,
    name: entry.name,
    role: entry.role,
    framework: { name: entry.framework, version: frameworkVersion(entry, folder) },
    launch: {
      process: { command: ['node', join(folder, entry.entry)], cwd: root, env: {}, telemetry: true },
    },
    readinessPath: entry.readiness,
    contract: 'framework-lab',
    routes: entry.routes,
    settings: entry.settings,
    source: `${CATALOGUE_FILE}#${entry.id}`,
  };
}

/** The installed version, not the wanted one. */
function frameworkVersion({ frameworkPackage }: CatalogueEntry, folder: string): string {
  if (frameworkPackage === null) return process.version;
  const require = createRequire(join(folder, 'package.json'));
  const roots = require.resolve.paths(frameworkPackage) ?? [];
  for (const modules of roots) {
    try {
      return (require(join(modules, frameworkPackage, 'package.json')) as { version: string }).version;
    } catch {
      // Not in this node_modules; the next one up may have it.
    }
  }
  return 'unknown';
}

function invalid(problems: readonly string[]): LabError {
  return new LabError('LAB_CATALOGUE_INVALID', `${CATALOGUE_FILE} cannot be used.`, {
    seen: problems.map((problem) => ['problem', problem] as const),
    fix: ['docs/ADDING-A-CONTENDER.md shows what a contender needs'],
  });
}
