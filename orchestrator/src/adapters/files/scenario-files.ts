import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { closest } from '../../domain/did-you-mean.ts';
import { LabError } from '../../domain/errors.ts';
import type { OwnService } from '../../domain/own-service.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { parseScenario } from '../../domain/scenario-text.ts';
import { dataHash } from './data-file.ts';

const EXTENSION = /\.ya?ml$/;

export interface ScenarioListing {
  readonly name: string;
  readonly file: string;
  /** Null where the file cannot be read as a scenario; `problem` says why. */
  readonly scenario: Scenario | null;
  readonly problem: string | null;
}

/**
 * Loads a scenario by its name in `folder`, or by the path of a file (it has a slash or ends in
 * .yaml) relative to `cwd`. Throws LAB_SCENARIO_UNKNOWN, LAB_SCENARIO_INVALID.
 */
export async function loadScenario(nameOrPath: string, folder: string, cwd = '.'): Promise<Scenario> {
  const isPath = /[/\\]/.test(nameOrPath) || EXTENSION.test(nameOrPath);
  if (isPath) return readScenario(resolve(cwd, nameOrPath), nameOrPath);
  const file = (await scenarioFiles(folder)).find((one) => nameOf(one) === nameOrPath);
  if (file === undefined) throw await unknown(nameOrPath, folder);
  return readScenario(join(folder, file), join(basename(folder), file));
}

/** Every scenario of a folder, by name; a broken file does not hide the others. */
export async function listScenarios(folder: string): Promise<ScenarioListing[]> {
  const files = await scenarioFiles(folder);
  return Promise.all(
    files.map(async (name) => {
      const file = join(folder, name);
      try {
        return {
          name: nameOf(name),
          file,
          scenario: await readScenario(file, join(basename(folder), name)),
          problem: null,
        };
      } catch (error) {
        return {
          name: nameOf(name),
          file,
          scenario: null,
          problem: error instanceof Error ? error.message : String(error),
        };
      }
    }),
  );
}

/** `shown` is how messages name the file. */
async function readScenario(file: string, shown: string): Promise<Scenario> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new LabError(
      'LAB_SCENARIO_UNKNOWN',
      `The scenario file ${shown} cannot be read (${cause.code ?? cause.message}).`,
      {
        seen: [['file', file]],
        fix: ['give the path of a scenario file, or the name of one in scenarios/'],
        cause,
      },
    );
  });
  return placed(parseScenario(text, nameOf(file), shown), dirname(resolve(file)));
}

/** What a scenario names of the disk lies beside its file, wherever the lab is started. */
async function placed(scenario: Scenario, folder: string): Promise<Scenario> {
  const { service, data } = scenario;
  const file = data === undefined ? null : resolve(folder, data.file);
  return {
    ...scenario,
    ...(service === undefined ? {} : { service: placedService(service, folder) }),
    ...(data === undefined || file === null ? {} : { data: { ...data, file, sha256: await dataHash(file) } }),
  };
}

function placedService(service: OwnService, folder: string): OwnService {
  return service.kind === 'command'
    ? { ...service, cwd: resolve(folder, service.cwd) }
    : { ...service, file: resolve(folder, service.file) };
}

async function unknown(name: string, folder: string): Promise<LabError> {
  const names = (await scenarioFiles(folder)).map(nameOf);
  const near = closest(name, names);
  return new LabError('LAB_SCENARIO_UNKNOWN', `There is no scenario "${name}".`, {
    seen: [['there are', names.join(', ') || `none in ${folder}`]],
    fix: [
      near === null
        ? '--scenario with one of these, or the path of a file'
        : `did you mean --scenario ${near}?`,
    ],
  });
}

async function scenarioFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => EXTENSION.test(entry)).sort();
}

function nameOf(file: string): string {
  return basename(file).replace(EXTENSION, '');
}
