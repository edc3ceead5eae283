import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import { readRequirements } from '../../domain/python-requirements.ts';
import type { EnvironmentFacts, MakeOptions, PythonEnvironments } from '../../ports/python-environments.ts';
import { type Environment, type FoundPython, findPython, requireVenv } from './find-python.ts';
import { pipError, pipProgress } from './pip-output.ts';
import { runProgram } from './run-program.ts';
import {
  findVenv,
  makingName,
  removeFolder,
  removeVenvs,
  sweepVenvs,
  type VenvHomes,
  venvName,
  venvPython,
  writableHome,
} from './venv-folders.ts';

export interface PythonDeps {
  readonly homes: VenvHomes;
  readonly env: Environment;
}

/** What a requirements file wants, with the Python for it and its environment where that is there. */
export interface PythonNeed {
  readonly text: string;
  readonly python: FoundPython;
  readonly folder: string | null;
}

/** Throws LAB_PYTHON_MISSING, LAB_PYTHON_UNFIT, LAB_SETUP_FAILED. */
export async function pythonNeed(requirements: string, { homes, env }: PythonDeps): Promise<PythonNeed> {
  const text = textOf(requirements);
  const python = await findPython(readRequirements(text).pythons, env);
  return { text, python, folder: findVenv(homes, venvName(text, python.version)) };
}

export function pythonEnvironments(deps: PythonDeps): PythonEnvironments {
  return {
    look: async (requirements) => {
      try {
        return factsOf(await pythonNeed(requirements, deps));
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        return { pythonVersion: null, folder: null, problem: error.message };
      }
    },
    make: async (requirements, options) => {
      const need = await pythonNeed(requirements, deps);
      if (need.folder !== null) return factsOf(need);
      requireVenv(need.python);
      return factsOf({ ...need, folder: await makeVenv(requirements, need, deps, options) });
    },
    remove: async (requirements) => removeVenvs(deps.homes, requirements?.map(textOf) ?? null),
    sweep: async () => sweepVenvs(deps.homes),
  };
}

function factsOf({ python, folder }: PythonNeed): EnvironmentFacts {
  return { pythonVersion: python.version, folder, problem: null };
}

async function makeVenv(
  requirements: string,
  { text, python }: PythonNeed,
  { homes, env }: PythonDeps,
  { guard, progress, signal }: MakeOptions,
): Promise<string> {
  const folder = join(writableHome(homes), venvName(text, python.version));
  const making = makingName(folder);
  // pip and venv have nothing to save.
  const watched = { guard, signal, graceMs: 1_000 };
  try {
    progress(`making an environment of Python ${python.version}`);
    const made = await runProgram({ ...watched, env, command: [python.program, '-I', '-m', 'venv', making] });
    if (made.code !== 0) throw venvFailed(python, made.lines);
    const installed = await runProgram({
      ...watched,
      env: { ...env, ...ELSEWHERE },
      command: [venvPython(making), ...PIP, '--requirement', requirements],
      onLine: (line) => {
        const doing = pipProgress(line);
        if (doing !== null) progress(doing);
      },
    });
    const about = { file: basename(requirements), python: `Python ${python.version}` };
    if (installed.code !== 0) throw pipError(installed.lines, about);
    place(making, folder);
    return folder;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Exactly what is pinned, by version and hash, all of it and nothing else; and no code of a package runs for it. */
const PIP = [
  ...['-I', '-m', 'pip', 'install', '--require-hashes', '--only-binary', ':all:'],
  ...[
    '--disable-pip-version-check',
    '--no-input',
    '--progress-bar',
    'off',
    '--retries',
    '2',
    '--timeout',
    '20',
  ],
];

/** How pip reaches a registry is the user's to say; where it installs is not. Empty is as if unset. */
const ELSEWHERE = { PIP_TARGET: '', PIP_PREFIX: '', PIP_ROOT: '', PIP_USER: '0', PIP_CONSTRAINT: '' };

function place(making: string, folder: string): void {
  try {
    renameSync(making, folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    // Another lab was faster; or the Python of what stands there is gone.
    if (existsSync(venvPython(folder))) return;
    removeFolder(folder);
    renameSync(making, folder);
  }
}

function venvFailed({ program, version }: FoundPython, output: readonly string[]): LabError {
  const last = output.filter((line) => line.trim() !== '').slice(-4);
  return new LabError('LAB_SETUP_FAILED', `${program} (Python ${version}) made no virtual environment.`, {
    seen: last.map((line) => ['venv', line.trim()] as const),
    fix: ['its last words say why', 'or use another Python: LAB_PYTHON=/path/to/python3'],
  });
}

function textOf(requirements: string): string {
  try {
    return readFileSync(requirements, 'utf8');
  } catch (cause) {
    throw new LabError('LAB_SETUP_FAILED', `${requirements} cannot be read.`, {
      seen: [['why', (cause as Error).message]],
      fix: ['correct x-lab.process.requirements in docker-compose.yml'],
      cause,
    });
  }
}
