import { type Home, packageOf } from './package-of.ts';
import type { Frame, SampledThread } from './sampled-thread.ts';

/** What `py-spy record --format speedscope` writes. */
export interface PySpyFile {
  readonly shared: {
    readonly frames: readonly {
      readonly name: string;
      readonly file?: string | null;
      readonly line?: number | null;
    }[];
  };
  readonly profiles: readonly {
    readonly name: string;
    /** Outermost caller first. */
    readonly samples: readonly (readonly number[])[];
    /** Seconds. */
    readonly weights: readonly number[];
  }[];
}

/** Its standard library, wherever it is installed, and what is frozen into the interpreter. */
const LANGUAGE = { name: 'python', files: /\/lib\/python\d[\d.]*\/|^<frozen / };
/** Where py-spy puts a process on top of its threads: each worker would be a tree of its own. */
const PROCESS = /^process \d+:/;

/** Idle threads are not in it. `ownFolder`: of the service, absolute. */
export function threadsOfPySpy({ shared, profiles }: PySpyFile, ownFolder: string): SampledThread[] {
  const home: Home = { ownFolder, language: LANGUAGE };
  const frames = shared.frames.map(({ name, file, line }): Frame => {
    if (!file) {
      const shown = PROCESS.test(name) ? '(process)' : name;
      return { name: shown, file: null, line: null, package: LANGUAGE.name };
    }
    return { name, file: shownFile(file, ownFolder), line: line ?? null, package: packageOf(file, home) };
  });
  return profiles.map(({ name, samples, weights }) => ({
    name,
    frames,
    samples: samples.map((stack, i) => ({ stack, us: (weights[i] ?? 0) * 1e6 })),
    unseenUs: 0,
  }));
}

/** Without what is the same for all of a package folder, of the standard library, of the service. */
function shownFile(file: string, ownFolder: string): string {
  if (file.startsWith(`${ownFolder}/`)) return file.slice(ownFolder.length + 1);
  return file.replace(/^.*\/(?:site-packages|dist-packages)\//, '').replace(/^.*\/lib\/(?=python\d)/, '');
}
