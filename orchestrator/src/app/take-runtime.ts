import type { ContenderSpec } from '../domain/contender.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import { LabError, originalError } from '../domain/errors.ts';
import type { GeneratorName } from '../domain/generator-choice.ts';
import type { Warning } from '../domain/run-record.ts';
import type { Prepared, Runtime } from '../ports/runtime.ts';
import type { RunSettings } from './apply-settings.ts';
import type { LabApp } from './lab-app.ts';
import { proveRuntime } from './prove-runtime.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface RuntimeRequest {
  readonly settings: Pick<RunSettings, 'runtime' | 'generator'>;
  readonly specs: readonly ContenderSpec[];
  readonly cpus: CpuLayout;
  /** What the CPUs are held for. */
  readonly purpose: string;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** A runtime with its CPUs held and everything made that a run needs. Disposing it gives the CPUs back. */
export interface TakenRuntime extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly prepared: Prepared;
  /** Why it is this one, for people. */
  readonly why: string;
  readonly warnings: readonly Warning[];
}

/**
 * Takes the runtime that was asked for. `auto` takes docker only where it really works: an engine
 * answers that can pin, the images are there or can be made, and a container on the server CPUs
 * answered. Whatever is missing is said, and processes are taken.
 */
export async function takeRuntime(app: LabApp, request: RuntimeRequest): Promise<TakenRuntime> {
  const { runtime: asked, generator } = request.settings;
  if (asked === 'process') return take(app, app.processes, request, 'asked for');
  if (asked === 'docker') return take(app, await app.docker(request.signal), request, 'asked for');
  try {
    const docker = await app.docker(request.signal);
    const why = 'an engine answers and a trial container worked';
    const taken = await take(app, docker, request, why, true);
    request.progress(`Docker was taken: ${why}`);
    return taken;
  } catch (thrown) {
    const error = originalError(thrown);
    if (!leavesProcesses(error)) throw error;
    if (generator === 'k6') throw error;
    const only = request.specs.filter((spec) => cannotRunAs('process', spec));
    if (only.length > 0) throw dockerOnly(only, error);
    const why = `Docker was not taken: ${error.message}`;
    request.progress(why);
    const taken = await take(app, app.processes, request, why);
    // No engine is no fault; one that is there and cannot be used is worth a line in the report.
    if (error.code === 'LAB_DOCKER_UNREACHABLE') return taken;
    const seen = error.seen.map(([label, text]) => ` ${label}: ${text}`).join(';');
    return { ...taken, ...disposing(taken), warnings: [{ code: error.code, message: `${why}${seen}` }] };
  }
}

async function take(
  app: LabApp,
  runtime: Runtime,
  request: RuntimeRequest,
  why: string,
  prove = false,
): Promise<TakenRuntime> {
  const { cpus, specs, progress, signal } = request;
  for (const spec of specs) requireLaunch(spec, runtime.name);
  const generators = generatorsFor(runtime, request.settings.generator);
  for (const { kind, id } of await runtime.endLeftovers()) {
    progress(`an earlier lab had left ${kind} ${id}; it was ended`);
  }
  await using stack = new AsyncDisposableStack();
  stack.use(await runtime.locks.acquire([...new Set([...cpus.server, ...cpus.load])], request.purpose));
  // Before anything is started: what the lab starts inherits its CPUs.
  app.retreat(cpus.housekeeping);
  const prepared = await unlessAborted(runtime.prepare({ specs, generators, progress, signal }), signal);
  if (prove) await proveRuntime(app, runtime, prepared, cpus, signal);
  const held = stack.move();
  const warnings = runtime.notes.map((note, i) => ({ code: `runtime-${i + 1}`, message: note }));
  return { runtime, prepared, why, warnings, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** Before anything is made or started: this runtime can start it. */
function requireLaunch(spec: ContenderSpec, runtime: Runtime['name']): void {
  if (!cannotRunAs(runtime, spec)) return;
  const [as, fix] =
    runtime === 'docker'
      ? ['a container', 'start it as a process: --runtime process']
      : [
          'a process',
          'start it in Docker: --runtime docker; npm run lab -- doctor says what is missing there',
        ];
  throw new LabError('LAB_RUNTIME_UNAVAILABLE', `${spec.id} says nothing on how to run it as ${as}.`, {
    fix: [fix, 'or leave it out: --only'],
  });
}

/** What would help anybody else, processes, does not help here. */
function dockerOnly(specs: readonly ContenderSpec[], error: LabError): LabError {
  const who = specs.map(({ id }) => id).join(' and ');
  return new LabError(error.code, error.message, {
    seen: error.seen,
    fix: [`${who} can run in Docker only: npm run lab -- doctor says what it lacks here`],
    cause: error,
  });
}

/** Whether it says how to run it, and only for the other runtime. */
function cannotRunAs(runtime: Runtime['name'], { launch }: ContenderSpec): boolean {
  const other = runtime === 'docker' ? 'process' : 'docker';
  return launch[runtime] === undefined && launch[other] !== undefined;
}

/** Warming up is always the built-in generator's: only it tells while it goes on. */
function generatorsFor(runtime: Runtime, asked: 'auto' | GeneratorName): GeneratorName[] {
  const wanted: GeneratorName[] = asked === 'builtin' ? ['builtin'] : ['builtin', 'k6'];
  if (asked === 'k6' && !runtime.generators.includes('k6')) {
    throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'k6 runs from its image only, so it needs Docker.', {
      fix: ['--runtime docker, or --generator builtin'],
    });
  }
  return wanted.filter((name) => runtime.generators.includes(name));
}

/** What somebody else's lab or a Ctrl-C says is no reason to go on with processes. */
function leavesProcesses(error: unknown): error is LabError {
  return error instanceof LabError && FALLS_BACK.has(error.code);
}

const FALLS_BACK = new Set<string>([
  'LAB_DOCKER_UNREACHABLE',
  'LAB_DOCKER_UNFIT',
  'LAB_DOCKER_FAILED',
  'LAB_COMPOSE_MISSING',
  'LAB_IMAGE_UNAVAILABLE',
  'LAB_BUILD_FAILED',
  'LAB_PINNING_NOT_HONOURED',
  'LAB_RUNTIME_UNAVAILABLE',
]);

function disposing(taken: TakenRuntime): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => taken[Symbol.asyncDispose]() };
}
