import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../domain/errors.ts';

/** Where labs of one user meet: CPU locks and what they watch. `LAB_STATE_DIR` overrides. */
export function stateDirPath(env: Readonly<Record<string, string | undefined>>): string {
  return env['LAB_STATE_DIR'] || join(tmpdir(), `framework-lab-${userInfo().uid}`);
}

/** Makes the folder. Throws LAB_RUNTIME_UNAVAILABLE when it is not ours: its files decide what is ended. */
export function ensureStateDir(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw unusable(folder, (error as Error).message);
  }
  const stat = lstatSync(folder);
  if (!stat.isDirectory()) throw unusable(folder, 'it is not a folder');
  const uid = process.getuid?.();
  if (uid !== undefined && stat.uid !== uid) throw unusable(folder, `it belongs to user ${stat.uid}`);
  return folder;
}

function unusable(folder: string, why: string): LabError {
  return new LabError('LAB_RUNTIME_UNAVAILABLE', `The lab cannot keep its state in ${folder}.`, {
    seen: [['why', why]],
    fix: ['name another folder: LAB_STATE_DIR=/some/folder'],
  });
}
