import type { ContenderSpec, ProcessLaunch } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { readRequirements } from '../../domain/python-requirements.ts';
import { type PythonDeps, type PythonNeed, pythonNeed } from './python-environments.ts';
import { venvPython } from './venv-folders.ts';

/**
 * Replaces `python` by the one of each contender's environment; contenders without requirements stay as they
 * are. Throws LAB_SETUP_NEEDED with all whose environment is missing, LAB_PYTHON_MISSING, LAB_PYTHON_UNFIT.
 */
export async function preparePython(
  specs: readonly ContenderSpec[],
  deps: PythonDeps,
): Promise<readonly ContenderSpec[]> {
  const missing: string[] = [];
  const prepared: ContenderSpec[] = [];
  for (const spec of specs) {
    const launch = spec.launch.process;
    if (launch?.requirements === undefined) {
      prepared.push(spec);
      continue;
    }
    const need = await pythonNeed(launch.requirements, deps);
    if (need.folder === null) missing.push(spec.id);
    else prepared.push({ ...spec, launch: { ...spec.launch, process: inVenv(launch, need, need.folder) } });
  }
  if (missing.length > 0) throw setupNeeded(missing.toSorted());
  return prepared;
}

function inVenv(launch: ProcessLaunch, { text, python }: PythonNeed, folder: string): ProcessLaunch {
  const pins = [...readRequirements(text).pins].map(([name, version]) => `${name} ${version}`);
  return {
    ...launch,
    command: [venvPython(folder), ...launch.command.slice(1)],
    note: `Python ${python.version} with ${pins.join(', ')}`,
  };
}

function setupNeeded(ids: readonly string[]): LabError {
  const [them, are] = ids.length === 1 ? ['its', 'runs'] : ['their', 'run'];
  return new LabError(
    'LAB_SETUP_NEEDED',
    `${ids.join(', ')} ${are} in a Python environment that is not there yet; ${them} packages are installed on request only.`,
    {
      fix: [`npm run lab -- setup ${ids.join(' ')}`, 'or leave them out: --only', 'or --runtime docker'],
    },
  );
}
