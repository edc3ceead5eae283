import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SERVICES = fileURLToPath(new URL('../../../', import.meta.url));

/** Bundles live in a folder of their own, which goes when the scope that made it ends. */
export function bundleFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Bundles `services/<entry>` as CONTRACT.md says contenders are bundled; returns the file. */
export async function bundle(entry: string, folder: { path: string }): Promise<string> {
  const outfile = join(folder.path, `${entry.replaceAll(/[/.]/g, '-')}.cjs`);
  await build({
    entryPoints: [join(SERVICES, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node26',
    logLevel: 'error',
  });
  return outfile;
}
