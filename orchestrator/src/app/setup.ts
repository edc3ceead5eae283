import type { ContenderSpec } from '../domain/contender.ts';
import { chooseContenders } from './choose-contenders.ts';
import { emitter } from './emitter.ts';
import type { LabApp, Listener } from './lab-app.ts';

/** A contender that has to be set up before it can run as a process, and whether it is. */
export interface SetupState {
  readonly contender: string;
  readonly pythonVersion: string | null;
  /** Null: not set up. */
  readonly folder: string | null;
  /** Why it cannot be set up here. */
  readonly problem: string | null;
}

/** Every contender that needs setting up; changes nothing. */
export async function setupStates(app: LabApp): Promise<readonly SetupState[]> {
  const states: SetupState[] = [];
  for (const { contender, requirements } of needing(await app.contenders.list())) {
    states.push({ contender, ...(await app.python.look(requirements)) });
  }
  return states;
}

/** Sets these up; one that is set up already, or needs nothing, stays as it is. Throws what `make` throws, LAB_CPUS_BUSY. */
export async function setUp(
  app: LabApp,
  ids: readonly string[],
  listen: Listener,
  signal: AbortSignal,
): Promise<readonly SetupState[]> {
  const tell = emitter(app.clock, listen);
  const chosen = needing(chooseContenders(ids, await app.contenders.list()));
  await using _ = (await lacksAny(app, chosen)) ? await whileNobodyMeasures(app) : null;
  await using guard = await app.startGuard();
  const states: SetupState[] = [];
  for (const { contender, requirements } of chosen) {
    const progress = (text: string): void => tell({ type: 'progress', text: `${contender}: ${text}` });
    states.push({ contender, ...(await app.python.make(requirements, { guard, progress, signal })) });
  }
  return states;
}

/** Removes what was set up for these, and for whoever shares it; without ids, for all. Gives the folders. Throws LAB_CPUS_BUSY. */
export async function undoSetup(app: LabApp, ids: readonly string[]): Promise<readonly string[]> {
  await using _ = await whileNobodyMeasures(app);
  if (ids.length === 0) return app.python.remove(null);
  const chosen = chooseContenders(ids, await app.contenders.list());
  return app.python.remove(needing(chosen).map(({ requirements }) => requirements));
}

async function lacksAny(app: LabApp, needed: readonly { readonly requirements: string }[]): Promise<boolean> {
  for (const { requirements } of needed) {
    if ((await app.python.look(requirements)).folder === null) return true;
  }
  return false;
}

/** pip works on any CPU, and would disturb whoever measures; who measures may run in what is removed. */
async function whileNobodyMeasures(app: LabApp): Promise<AsyncDisposable> {
  const { cpus } = await app.host.facts();
  return app.processes.locks.acquire(cpus, 'setup');
}

function needing(specs: readonly ContenderSpec[]): { contender: string; requirements: string }[] {
  return specs.flatMap(({ id, launch: { process } }) =>
    process?.requirements === undefined ? [] : [{ contender: id, requirements: process.requirements }],
  );
}
