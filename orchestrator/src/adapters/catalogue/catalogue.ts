import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { type CatalogueEntry, catalogueSchema } from './catalogue-schema.ts';

const OWN_FILE = 'services/contenders.yaml';

export interface OtherCatalogue {
  /** As `LAB_CONTENDERS` names it, relative to `cwd`; its packages are relative to its own folder. */
  readonly file: string | undefined;
  readonly cwd: string;
}

/** The contenders of the repository, or of another catalogue, in the order of the file. Throws LAB_CATALOGUE_INVALID. */
export async function readCatalogue(root: string, other?: OtherCatalogue): Promise<readonly ContenderSpec[]> {
  const file = other?.file;
  const shown = file || OWN_FILE;
  const path = file ? resolve(other?.cwd ?? root, file) : join(root, OWN_FILE);
  const base = file ? dirname(path) : root;
  const invalid = (problems: readonly string[], cause?: unknown): LabError =>
    new LabError('LAB_CATALOGUE_INVALID', `${shown} cannot be used as the catalogue of contenders.`, {
      seen: problems.map((problem) => ['problem', problem] as const),
      fix: [
        `correct ${shown}; services/CONTRACT.md says what a contender must do`,
        ...(file ? ['or unset LAB_CONTENDERS for our own contenders'] : []),
      ],
      cause,
    });
  let document: unknown;
  try {
    document = parse(await readFile(path, 'utf8'), { merge: true });
  } catch (cause) {
    throw invalid([cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)], cause);
  }
  const result = catalogueSchema.safeParse(document);
  if (!result.success)
    throw invalid(result.error.issues.map(({ path: key, message }) => `${key.join('.')}: ${message}`));
  return result.data.contenders.map((entry) => specOf(entry, base, shown));
}

function specOf(entry: CatalogueEntry, base: string, shown: string): ContenderSpec {
  const folder = join(base, entry.package);
  return {
    id: entry.id,
    name: entry.name,
    role: entry.role,
    framework: { name: entry.framework, version: frameworkVersion(entry, folder) },
    launch: {
      process: { command: ['node', join(folder, entry.entry)], cwd: base, env: {}, telemetry: true },
    },
    readinessPath: entry.readiness,
    contract: 'framework-lab',
    routes: entry.routes,
    settings: entry.settings,
    source: `${shown}#${entry.id}`,
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
