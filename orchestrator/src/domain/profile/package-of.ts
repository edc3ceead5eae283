/** Node itself: its own JavaScript, V8's built-in functions, and native code that was called by name. */
export const NODE = 'node';
/** Code of the service that is profiled. */
export const OWN = 'the service';

/** What tells whose a file is. */
export interface Home {
  /** Of the service's own code: absolute, or relative as the files are. */
  readonly ownFolder: string;
  /** Paths of what the language itself brings, and what it is called. */
  readonly language: { readonly name: string; readonly files: RegExp };
}

const PACKAGE_FOLDERS = /^.*\/(?:node_modules|site-packages|dist-packages)\//s;

/** Whose code a file holds: a package that was installed, the language, the service, or the folder it is in. */
export function packageOf(file: string, { ownFolder, language }: Home): string {
  const path = `/${file.replaceAll('\\', '/').replace(/^\/+/, '')}`;
  const installed = path.replace(PACKAGE_FOLDERS, '');
  if (installed !== path) return packageName(installed);
  if (language.files.test(file)) return language.name;
  const own = `/${ownFolder.replace(/^\/+|\/+$/g, '')}/`;
  if (own === '//' || path.startsWith(own)) return OWN;
  return folderName(path);
}

/** `express/lib/application.js` → `express`, `@koa/router/dist/index.js` → `@koa/router`, `six.py` → `six`. */
function packageName(installed: string): string {
  const [first = '', second] = installed.split('/');
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first.replace(/\.pyc?$/, '');
}

/** Code beside the service's own: `services/runtime/src/worker.ts` → `services/runtime`. */
function folderName(path: string): string {
  const folders = path.split('/').slice(1, -1);
  const source = folders.indexOf('src');
  return (source > 0 ? folders.slice(0, source) : folders).join('/') || '(other files)';
}
