import { LabError } from '../../domain/errors.ts';
import type { ProgramEnd } from '../process/run-program.ts';

const SHOWN_LINES = 6;
/** npm's own word for that it reached no registry. */
const OFFLINE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED)\b/;

/** Where it keeps its log, stacks, and the fields of an error that its first lines have named. */
const NOISE = /A complete log of this run|^npm error( {2,}.*|\s*|\s*[{}]|\s+at .*)$|^\s*at /;

/** Why npm did not install `what`, from what it printed. */
export function npmFailed({ code, lines }: ProgramEnd, what: string): LabError {
  if (code === null) {
    return new LabError('LAB_INSTALL_FAILED', 'There is no npm to install with.', {
      seen: [['PATH', 'has no npm that can be started']],
      fix: ['install npm, which comes with Node, or put it on the PATH'],
    });
  }
  const word = /npm error code (\w+)/.exec(lines.join('\n'))?.[1] ?? '';
  const said: [string, string][] = [
    [
      'npm',
      lines
        .filter((line) => !NOISE.test(line))
        .slice(0, SHOWN_LINES)
        .join('\n'),
    ],
  ];
  if (word === 'ETARGET' || word === 'E404') {
    return new LabError('LAB_VERSION_UNKNOWN', `npm knows no ${what}.`, {
      seen: said,
      fix: [`npm view ${what.split(' ')[0]} versions dist-tags   shows what there is`],
    });
  }
  const isOffline = OFFLINE.test(word) || (word === '' && OFFLINE.test(lines.join('\n')));
  return new LabError('LAB_INSTALL_FAILED', `npm could not install ${what}.`, {
    seen: said,
    fix: isOffline
      ? ['look at the network and at the registry: npm config get registry', 'or give a tarball or a folder']
      : ['what npm says above is the reason; npm runs with your own configuration'],
  });
}

/** The last of what a program printed, one label for all. */
export function lastLines(lines: readonly string[]): (readonly [string, string])[] {
  const last = lines.slice(-SHOWN_LINES);
  return [['last', last.length === 0 ? 'it printed nothing' : last.join('\n')]];
}
