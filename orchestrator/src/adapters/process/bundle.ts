import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildFailure, BuildOptions, Message, Metafile } from 'esbuild';
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

const SHOWN_ERRORS = 5;

/**
 * Bundles a service or the generator into one file, `<name>-<hash of its content>.mjs`, and returns
 * its path. The file appears by rename; an unchanged bundle is the same file, so that a lab at work
 * never finds its program replaced. Throws LAB_BUILD_FAILED.
 */
export async function bundleEntry(order: BundleOrder): Promise<string> {
  const { text } = await buildBundle(order);
  const code = Buffer.from(text);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const file = `${order.name}-${hash}.${order.format === 'cjs' ? 'cjs' : 'mjs'}`;
  try {
    return place(order.buildDir, file, code);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return place(order.fallbackDir, file, code);
  }
}

type BundleSources = Pick<BundleOrder, 'entry' | 'name' | 'root' | 'format'>;

/** The bundle's text, made as all are; `more` is what this one needs besides. Throws LAB_BUILD_FAILED. */
export async function buildBundle(
  order: BundleSources,
  more: Pick<BuildOptions, 'plugins'> = {},
): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const [esbuild, { bundleOptions }] = await Promise.all([
    import('esbuild'),
    // Lives where the Dockerfiles can take it from without the orchestrator.
    import('../../../../scripts/bundle-options.ts'),
  ]);
  try {
    const result = await esbuild.build({ ...bundleOptions(order), ...more, metafile: true });
    return { text: result.outputFiles[0]?.text ?? '', metafile: result.metafile };
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

function buildFailed(order: BundleSources, errors: readonly Message[] | undefined, cause: unknown): LabError {
  const seen = (errors ?? []).slice(0, SHOWN_ERRORS).map(({ location, text }): [string, string] => {
    return ['error', location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text];
  });
  return new LabError('LAB_BUILD_FAILED', `${order.name} could not be bundled.`, {
    seen: seen.length > 0 ? seen : [['error', cause instanceof Error ? cause.message : String(cause)]],
    fix: ['correct the source; npm run -s check:types shows more', 'npm ci, where a package was not found'],
    cause,
  });
}
