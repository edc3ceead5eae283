import type { ProfileDocument } from '../domain/profile/profile-document.ts';
import type { ProfileRow } from '../domain/profile/shares.ts';
import { formatCpuList } from '../domain/units.ts';
import { functionColumns, type ProfileColumn, packageColumns } from './profile-columns.ts';
import { profileNotes, profileTitle } from './profile-words.ts';
import { warningLines } from './run-notes.ts';
import { cleanText } from './text/clean-text.ts';
import { type Line, type Paper, renderLine, span } from './text/line.ts';
import { count } from './text/numbers.ts';
import { tableLines } from './text/table.ts';
import { wrapText } from './text/wrap.ts';

const SHOWN_PACKAGES = 15;
const SHOWN_FUNCTIONS = 10;

/** Where the time of a request went, for a terminal. `files`: what was written, for people. */
export function profileText(profile: ProfileDocument, files: readonly string[], paper: Paper): string {
  const prose = (text: string, indent = ''): Line[] =>
    wrapText(cleanText(text), paper.columns, indent).map((part): Line => [part]);
  const { packages, functions, cpus } = profile;
  const lines: Line[] = [
    ...prose(
      `${profileTitle(profile)} · service on CPUs ${formatCpuList(cpus.server)}, load on ${formatCpuList(cpus.load)}`,
    ),
    [],
    ...rows(packageColumns(profile), packages.slice(0, SHOWN_PACKAGES)),
    ...more(packages.length - SHOWN_PACKAGES, 'packages'),
    [],
    ...rows(functionColumns(profile), functions.slice(0, SHOWN_FUNCTIONS)),
    [],
    ...profileNotes(profile).flatMap((note) => prose(note)),
    ...warningLines(profile).flatMap((note) =>
      wrapText(`! ${cleanText(note)}`, paper.columns, '  ').map((part): Line => [span('warn', part)]),
    ),
    [],
    ...files.map((file): Line => [cleanText(file)]),
  ];
  return `${lines.map((line) => renderLine(line, paper)).join('\n')}\n`;
}

function rows<T extends ProfileRow>(columns: readonly ProfileColumn<T>[], shown: readonly T[]): Line[] {
  return tableLines(
    columns.map(({ title, isNumber }) => ({ title, ...(isNumber ? { align: 'right' as const } : {}) })),
    shown.map((row) => columns.map(({ text }) => text(row))),
  );
}

function more(left: number, what: string): Line[] {
  return left > 0 ? [[span('quiet', `and ${count(left)} ${what} with less`)]] : [];
}
