import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { LabError } from '../../domain/errors.ts';

export interface BundleOrder {
  /** Absolute path of the entry's source. */
  readonly entry: string;
  readonly name: string;
  /** The repository: paths in messages are relative to it. */
  readonly root: string;
  readonly buildDir: string;
  /** Used where `buildDir` cannot be written, as in a read-only checkout. */
  readonly fallbackDir: string;
  readonly format?: 'esm' | 'cjs';
}

/** The oldest Node the lab runs on. */
const TARGET = 'node22';
const SHOWN_ERRORS = 5;

/** What CommonJS packages expect and an ES module does not have. */
const ESM_BANNER = [
  "import { createRequire as labCreateRequire } from 'node:module';",
  'const require = labCreateRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/**
 * Bundles a service or the generator into one file, `<name>-<hash of its content>.mjs`, and returns
 * its path. The file appears by rename; an unchanged bundle is the same file, so that a lab at work
 * never finds its program replaced. Throws LAB_BUILD_FAILED.
 */
export async function bundleEntry(order: BundleOrder): Promise<string> {
  const code = await build(order);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const file = `${order.name}-${hash}.${order.format === 'cjs' ? 'cjs' : 'mjs'}`;
  try {
    return place(order.buildDir, file, code);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return place(order.fallbackDir, file, code);
  }
}

async function build(order: BundleOrder): Promise<Uint8Array> {
  const esm = order.format !== 'cjs';
  const esbuild = await import('esbuild');
  try {
    const result = await esbuild.build({
      entryPoints: [order.entry],
      absWorkingDir: order.root,
      bundle: true,
      platform: 'node',
      target: TARGET,
      format: esm ? 'esm' : 'cjs',
      ...(esm ? { banner: { js: ESM_BANNER } } : {}),
      legalComments: 'none',
      logLevel: 'silent',
      write: false,
    });
    return result.outputFiles[0]?.contents ?? new Uint8Array();
  } catch (error) {
    throw buildFailed(order, (error as Partial<BuildFailure>).errors, error);
  }
}

function place(folder: string, name: string, code: Uint8Array): string {
  const file = join(folder, name);
  // Its name is no proof of what is in it: a file of somebody else must not run as our service.
  if (existsSync(file) && readFileSync(file).equals(code)) return file;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, code);
  renameSync(draft, file);
  return file;
}

function buildFailed(order: BundleOrder, errors: readonly Message[] | undefined, cause: unknown): LabError {
  const seen = (errors ?? []).slice(0, SHOWN_ERRORS).map(({ location, text }): [string, string] => {
    return ['error', location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text];
  });
  return new LabError('LAB_BUILD_FAILED', `${order.name} could not be bundled.`, {
    seen: seen.length > 0 ? seen : [['error', cause instanceof Error ? cause.message : String(cause)]],
    fix: ['correct the source; npm run -s check:types shows more', 'npm ci, where a package was not found'],
    cause,
  });
}
