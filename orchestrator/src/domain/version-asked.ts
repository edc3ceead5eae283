import { LabError } from './errors.ts';

/** Where a version of a framework is taken from. */
export type VersionAsked =
  /** A version or a tag of the registry. */
  | { readonly kind: 'npm'; readonly version: string }
  | { readonly kind: 'tarball'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string };

/** As npm does it: what has a slash is a path, and what ends like a tarball is one. Throws LAB_VALUE_INVALID. */
export function parseVersionAsked(text: string, flag: string): VersionAsked {
  if (/\.(tgz|tar\.gz)$/.test(text) && !text.includes('://')) return { kind: 'tarball', path: text };
  // Aliases, URLs and repositories would install something else than what the name says, or ask other servers.
  if (text.includes(':')) throw notAVersion(text, flag);
  if (text === '.' || text === '..' || /[/\\]/.test(text)) return { kind: 'folder', path: text };
  if (/^[\w^~][\w.+-]*$/.test(text)) return { kind: 'npm', version: text };
  throw notAVersion(text, flag);
}

function notAVersion(text: string, flag: string): LabError {
  return new LabError('LAB_VALUE_INVALID', `${flag} is no version of a framework.`, {
    seen: [['given', `"${text}"`]],
    fix: [
      'give a version (5.11.0), an npm tag (next), a tarball (./fastify-6.0.0.tgz) or a folder (../fastify)',
    ],
  });
}
