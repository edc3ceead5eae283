import { readFile } from 'node:fs/promises';
import type { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ContenderSpec } from '../../domain/contender.ts';
import type { CallFrame } from '../../domain/profile/cpu-profile.ts';
import { type Home, NODE, packageOf } from '../../domain/profile/package-of.ts';
import type { Frame } from '../../domain/profile/sampled-thread.ts';
import type { BundleOrder } from '../process/bundle.ts';
import { bundleMap } from './bundle-map.ts';

const LANGUAGE = { name: NODE, files: /^node:/ };
/** What esbuild adds of its own, e.g. `__commonJS`. */
const BUNDLER = '(bundler)';

export interface LocatorOptions {
  readonly spec: ContenderSpec;
  readonly source: ContenderSpec;
  readonly folders: Pick<BundleOrder, 'root'>;
  readonly profilerProgram: string;
}

/** Tells whose code a frame of V8 is, in terms of the sources that a bundle was made of. */
export async function frameLocator(options: LocatorOptions): Promise<(frame: CallFrame) => Frame> {
  const { spec, source, folders, profilerProgram } = options;
  const [bundle, entry] = [spec, source].map(({ launch }) => launch.process?.command[1]);
  const isBundled = bundle !== undefined && entry !== undefined && bundle !== entry;
  const map = isBundled ? await bundleMap({ entry, root: folders.root }, await readFile(bundle)) : null;
  const inBundle = isBundled
    ? locateInBundle(map, { ownFolder: ownFolder(folders.root, entry), language: LANGUAGE })
    : null;
  const cwd = resolve(spec.launch.process?.cwd ?? '.');
  const inFiles = locateFile({ ownFolder: cwd, language: LANGUAGE });
  return (frame) => {
    const { url, functionName } = frame;
    const name = functionName === '' ? '(anonymous)' : functionName;
    const own = { name, file: null, line: null };
    if (url === '') return { ...own, package: name.startsWith('(') && name !== '(anonymous)' ? name : NODE };
    if (url.startsWith('node:')) return { name, file: url, line: frame.lineNumber + 1, package: NODE };
    if (url.startsWith('wasm:')) return { ...own, package: '(WebAssembly)' };
    const file = pathOf(url);
    if (file === profilerProgram) return { ...own, package: '(profiler)' };
    return { name, ...(file === bundle && inBundle !== null ? inBundle(frame) : inFiles(file, frame)) };
  };
}

type Place = Omit<Frame, 'name'>;

function locateInBundle(map: SourceMap | null, home: Home): (frame: CallFrame) => Place {
  return ({ lineNumber, columnNumber }) => {
    const found = map?.findEntry(lineNumber, Math.max(0, columnNumber));
    if (found === undefined || !('originalSource' in found))
      return { file: null, line: null, package: BUNDLER };
    const { originalSource: file, originalLine } = found;
    return { file, line: originalLine + 1, package: packageOf(file, home) };
  };
}

function locateFile(home: Home): (file: string, frame: CallFrame) => Place {
  return (file, { lineNumber }) => {
    const inside = relative(home.ownFolder, file);
    return {
      file: inside.startsWith('..') ? file : inside,
      line: lineNumber + 1,
      package: packageOf(file, home),
    };
  };
}

/** CommonJS modules are named by their path, ES modules by their URL. */
function pathOf(url: string): string {
  try {
    return fileURLToPath(url.startsWith('file:') ? url : pathToFileURL(url));
  } catch {
    return url;
  }
}

/** `services/express/src/main.ts` → `services/express`, as the sources in a bundle are named. */
function ownFolder(root: string, entry: string): string {
  return relative(root, dirname(entry))
    .replaceAll('\\', '/')
    .replace(/\/?src$/, '');
}
