import type { Frame, SampledThread } from './sampled-thread.ts';
import { frameKey } from './shares.ts';

/** The file format of speedscope.app: speedscope/src/lib/file-format-spec.ts. */
export interface SpeedscopeFile {
  readonly $schema: 'https://www.speedscope.app/file-format-schema.json';
  readonly name: string;
  readonly exporter: string;
  readonly activeProfileIndex: 0;
  readonly shared: { readonly frames: readonly SpeedscopeFrame[] };
  readonly profiles: readonly SampledProfile[];
}

interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
}

interface SampledProfile {
  readonly type: 'sampled';
  readonly name: string;
  readonly unit: 'microseconds';
  readonly startValue: 0;
  readonly endValue: number;
  /** Positions in `shared.frames`, the outermost caller first. */
  readonly samples: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** One profile for each thread, in the order of time, idle time included. */
export function speedscopeFile(
  name: string,
  exporter: string,
  threads: readonly SampledThread[],
): SpeedscopeFile {
  const frames: SpeedscopeFrame[] = [];
  const at = new Map<string, number>();
  const shared = (frame: Frame): number => {
    const key = frameKey(frame);
    const known = at.get(key) ?? frames.push(speedscopeFrame(frame)) - 1;
    at.set(key, known);
    return known;
  };
  const profiles = threads.map((thread): SampledProfile => {
    const positions = thread.frames.map(shared);
    return {
      type: 'sampled',
      name: thread.name,
      unit: 'microseconds',
      startValue: 0,
      endValue: thread.samples.reduce((sum, { us }) => sum + us, 0),
      samples: thread.samples.map(({ stack }) => stack.flatMap((position) => positions[position] ?? [])),
      weights: thread.samples.map(({ us }) => us),
    };
  });
  return {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    name,
    exporter,
    activeProfileIndex: 0,
    shared: { frames },
    profiles,
  };
}

function speedscopeFrame({ name, file, line, package: owner }: Frame): SpeedscopeFrame {
  return {
    name: file === null ? name : `${name} [${owner}]`,
    ...(file === null ? {} : { file }),
    ...(line === null ? {} : { line }),
  };
}
