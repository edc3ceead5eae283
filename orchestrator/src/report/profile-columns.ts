import type { ProfileDocument } from '../domain/profile/profile-document.ts';
import { usPerRequest } from '../domain/profile/profile-figures.ts';
import type { FunctionRow, ProfileRow } from '../domain/profile/shares.ts';
import { percent, threeDigits } from './text/numbers.ts';

/** A column of a profile's tables, in a terminal as in a page. */
export interface ProfileColumn<T> {
  readonly title: string;
  readonly isNumber?: true;
  readonly text: (row: T) => string;
  /** What it is sorted by; absent: its text. */
  readonly sort?: (row: T) => number | null;
}

type Step = Pick<ProfileDocument, 'step' | 'busyMs'>;

export function packageColumns(profile: Step): ProfileColumn<ProfileRow>[] {
  const withCalls = ({ totalUs }: ProfileRow): number => totalUs / 1000 / profile.busyMs;
  return [
    { title: 'package', text: ({ name }) => name },
    ...selfColumns(profile),
    { title: 'with all it calls', isNumber: true, text: (row) => percent(withCalls(row)), sort: withCalls },
  ];
}

export function functionColumns(profile: Step): ProfileColumn<FunctionRow>[] {
  return [
    { title: 'function', text: ({ name }) => name },
    ...selfColumns(profile),
    { title: 'where', text: whereOf },
  ];
}

function selfColumns({ step }: Step): ProfileColumn<ProfileRow>[] {
  const perRequest = ({ selfUs }: ProfileRow): number | null => usPerRequest(selfUs, step);
  return [
    {
      title: 'self ms',
      isNumber: true,
      text: ({ selfUs }) => threeDigits(selfUs / 1000),
      sort: (row) => row.selfUs,
    },
    { title: 'µs/request', isNumber: true, text: (row) => threeDigits(perRequest(row)), sort: perRequest },
    { title: 'share', isNumber: true, text: ({ share }) => percent(share), sort: ({ share }) => share },
    {
      title: '95% interval',
      isNumber: true,
      text: ({ low, high }) => `${percent(low)} to ${percent(high)}`,
      sort: ({ low }) => low,
    },
  ];
}

/** A file says whose it is by its path. */
function whereOf({ file, line, package: owner }: FunctionRow): string {
  if (file === null) return owner;
  return `${file.replace(/^node_modules\//, '')}${line === null ? '' : `:${line}`}`;
}
