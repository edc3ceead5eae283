import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';

/** Beside the Python that runs the contender, as in a virtual environment, or on the PATH. Throws LAB_PROFILER_MISSING. */
export function findPySpy({ id, launch }: ContenderSpec, path: string): string {
  const [program = ''] = launch.process?.command ?? [];
  const folders = [...(isAbsolute(program) ? [dirname(program)] : []), ...path.split(delimiter)];
  const found = folders.map((folder) => join(folder, 'py-spy')).find(isProgram);
  if (found !== undefined) return found;
  throw new LabError('LAB_PROFILER_MISSING', `${id} is a Python program, and py-spy is not installed.`, {
    seen: [['looked in', isAbsolute(program) ? `${dirname(program)} and PATH` : 'PATH']],
    fix: ['pip install py-spy'],
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
