import { execFile } from 'node:child_process';
import { LabError } from '../../domain/errors.ts';
import { describeRange, fitsRange, type PythonRange, pythonNames } from '../../domain/python-requirements.ts';

export interface FoundPython {
  /** As it is started. */
  readonly program: string;
  readonly version: string;
  /** Whether it can make virtual environments with pip in them; Debian ships that apart. */
  readonly venv: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A shim of a version manager may take a second; one that hangs is none. */
const ANSWER_MS = 10_000;
const ASK = [
  'import sys, json',
  'from importlib.util import find_spec',
  'venv = all(find_spec(name) for name in ("venv", "ensurepip"))',
  'print(json.dumps(["%d.%d.%d" % sys.version_info[:3], venv]))',
].join('\n');

/**
 * The first Python that the requirements have wheels for, by name; `LAB_PYTHON` names the only one to look at.
 * Throws LAB_PYTHON_MISSING, LAB_PYTHON_UNFIT.
 */
export async function findPython(range: PythonRange | null, env: Environment): Promise<FoundPython> {
  const named = env['LAB_PYTHON'];
  const seen: [label: string, text: string][] = [];
  let without: FoundPython | null = null;
  for (const program of named ? [named] : pythonNames(range)) {
    const found = await ask(program, env);
    if (typeof found !== 'string' && fitsRange(found.version, range)) {
      if (found.venv) return found;
      without ??= found;
    }
    seen.push([program, typeof found === 'string' ? found : `Python ${found.version}`]);
  }
  // It may still run what was made before; only making needs the rest.
  if (without !== null) return without;
  const wanted = describeRange(range);
  const fix = [
    `install ${wanted} with venv and pip, e.g. apt-get install python3 python3-venv`,
    ...(named
      ? ['or name another one: LAB_PYTHON=/path/to/python3']
      : ['or name it: LAB_PYTHON=/path/to/python3']),
    'or run it from its image: --runtime docker',
  ];
  const tooOther = seen.some(([, text]) => text.startsWith('Python '));
  if (tooOther) {
    throw new LabError(
      'LAB_PYTHON_UNFIT',
      `No Python here is ${wanted}, which the pinned packages are made for.`,
      {
        seen,
        fix,
      },
    );
  }
  throw new LabError('LAB_PYTHON_MISSING', `There is no Python here; ${wanted} is needed.`, { seen, fix });
}

/** Throws LAB_PYTHON_UNFIT where it cannot make environments. */
export function requireVenv({ program, version, venv }: FoundPython): void {
  if (venv) return;
  throw new LabError('LAB_PYTHON_UNFIT', `${program} (Python ${version}) cannot make virtual environments.`, {
    seen: [['it lacks', 'venv or ensurepip, which Debian and Ubuntu ship apart']],
    fix: ['apt-get install python3-venv', 'or name another Python: LAB_PYTHON=/path/to/python3'],
  });
}

/** What it is, or in words why it is none. */
function ask(program: string, env: Environment): Promise<FoundPython | string> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: ANSWER_MS };
    execFile(program, ['-I', '-c', ASK], options, (error, stdout) => {
      if (error !== null) {
        const { code } = error as NodeJS.ErrnoException;
        return resolve(code === 'ENOENT' ? 'not found' : 'does not run');
      }
      try {
        const [version, venv] = JSON.parse(stdout) as [string, boolean];
        resolve({ program, version, venv });
      } catch {
        resolve('does not say its version');
      }
    });
  });
}
