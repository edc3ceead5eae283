import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LabError } from '../domain/errors.ts';
import { type Check, ok, unknown } from './check.ts';

/** A long run with histograms per second stays below this. */
const WANTED_FREE_MB = 200;
/** Less does not even hold the record of a smoke run and its logs. */
const NEEDED_FREE_MB = 20;

export const resultsCheck: Check = {
  id: 'results',
  title: 'Results folder',
  wanted: 'writable',
  run: ({ results, cwd }) => {
    if (results === null) return ok('none are written');
    const resultsDir = resolve(cwd, results);
    // Nothing is made here: where the folder does not exist yet, its nearest ancestor decides.
    const folder = nearestExisting(resultsDir);
    try {
      if (!statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
      accessSync(folder, constants.W_OK | constants.X_OK);
      return ok(resultsDir);
    } catch (error) {
      const fix = `make ${folder} writable, or name another folder: --out`;
      const saw = (error as Error).message;
      return {
        severity: '✗',
        found: saw,
        fix,
        error: new LabError('LAB_RESULTS_NOT_WRITABLE', `Results cannot be written to ${resultsDir}.`, {
          seen: [['saw', saw]],
          fix: [fix],
        }),
      };
    }
  },
};

export const diskCheck: Check = {
  id: 'disk',
  title: 'Free disk',
  wanted: `${WANTED_FREE_MB} MB`,
  run: ({ results, cwd }) => {
    if (results === null) return ok('none are written');
    const resultsDir = resolve(cwd, results);
    let freeMb: number;
    try {
      const { bavail, bsize } = statfsSync(nearestExisting(resultsDir));
      freeMb = Math.floor((bavail * bsize) / 1024 ** 2);
    } catch {
      return unknown();
    }
    const found = `${freeMb} MB`;
    const fix = 'make room (npm run lab -- list shows what each run takes), or name another folder: --out';
    if (freeMb >= WANTED_FREE_MB) return ok(found);
    if (freeMb >= NEEDED_FREE_MB) return { severity: '!', found, fix };
    const error = new LabError('LAB_STORE_FULL', `Only ${freeMb} MB are free where results are written.`, {
      seen: [['folder', resultsDir]],
      fix: [fix],
    });
    return { severity: '✗', found, fix, error };
  },
};

function nearestExisting(path: string): string {
  let folder = resolve(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
