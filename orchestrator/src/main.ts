import { randomInt } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expectedResponse } from '@framework-lab/contract/expected';
import { readComposeContenders } from './adapters/compose/compose-contenders.ts';
import { readData } from './adapters/files/data-file.ts';
import { fileStore } from './adapters/files/file-store.ts';
import { initFiles } from './adapters/files/init-files.ts';
import { lineFollower } from './adapters/files/line-follower.ts';
import { profileStore } from './adapters/files/profile-store.ts';
import { loadScenario } from './adapters/files/scenario-files.ts';
import { sittingCache } from './adapters/files/sitting-cache.ts';
import { storeError } from './adapters/files/store-error.ts';
import { pinnedNode, readLabFacts } from './adapters/host/lab-facts.ts';
import { linuxHostProbe } from './adapters/host/linux-host-probe.ts';
import { openFile } from './adapters/host/open-file.ts';
import { processContext } from './adapters/host/process-context.ts';
import { bootId } from './adapters/host/process-identity.ts';
import { stepBack } from './adapters/host/step-back.ts';
import { systemClock } from './adapters/host/system-clock.ts';
import { pageServer } from './adapters/http/page-server.ts';
import { influxSink, METRICS_FILE } from './adapters/influx/influx-sink.ts';
import { DEFAULT_DATABASE } from './adapters/influx/influx-writer.ts';
import { pushParts } from './adapters/influx/push-parts.ts';
import { socketHttpProbe } from './adapters/net/http-probe.ts';
import { systemResolver } from './adapters/net/system-resolver.ts';
import { bundleEntry } from './adapters/process/bundle.ts';
import { processFixedWork } from './adapters/process/fixed-work.ts';
import { startGuard } from './adapters/process/guard.ts';
import { leftovers } from './adapters/process/leftovers.ts';
import { localRuntime } from './adapters/process/local-runtime.ts';
import { pinSelf } from './adapters/process/pinning.ts';
import { pythonEnvironments } from './adapters/process/python-environments.ts';
import { stateDirPath } from './adapters/process/state-dir.ts';
import { truthPrograms } from './adapters/truth/truth-programs.ts';
import type { CheckRequest, LabApp } from './app/lab-app.ts';
import { runCli } from './cli/cli.ts';
import { ownCommandContender } from './domain/own-command.ts';
import type { Runtime } from './ports/runtime.ts';
import type { CheckContext } from './preflight/check.ts';
import { DOCKER_CHECKS, runChecks } from './preflight/run-checks.ts';
import { summaryMarkdown } from './report/markdown.ts';
import { stepsCsv } from './report/steps-csv.ts';

// The only place that names an adapter, and the only one that exits.
const root = resolve(import.meta.dirname, '../..');
const context = processContext(root);
const { env, cwd, clock } = { ...context, clock: systemClock };
const stateDir = stateDirPath(env);
const folders = { root, buildDir: join(root, 'build'), fallbackDir: join(stateDir, 'build') };
using host = linuxHostProbe({ clock });
const generatorBundle = once(() => bundled('generator', 'generator/src/main.ts'));
const nullResponderBundle = once(() => bundled('null-responder', 'generator/src/null-responder/main.ts'));
const fixedWorkBundle = once(() => bundled('fixed-work', 'generator/src/fixed-work/main.ts'));
const threadProgram = once(() =>
  bundled('profiler', 'orchestrator/src/adapters/profiler/programs/profiled-thread.ts', 'cjs'),
);
const lab = readLabFacts(root, env);
const contenders = () => readComposeContenders(root, { file: env['LAB_CONTENDERS'], cwd, env });
const python = { homes: { buildDir: folders.buildDir, stateDir }, env };
const processes = localRuntime({
  clock,
  stateDir,
  folders,
  path: env['PATH'],
  python,
  probe: socketHttpProbe,
  generatorBundle,
  nullResponderBundle,
});

// Loaded when somebody asks for it: `--help` must not wait for it.
const lookForEngine = async () => {
  const { candidateSources, findEngine } = await import('./adapters/docker/find-engine.ts');
  return findEngine(candidateSources(env));
};

const docker = async (): Promise<Runtime> => {
  const { engineUnreachable } = await import('./adapters/docker/find-engine.ts');
  const { fitness } = await import('./adapters/docker/fitness.ts');
  const { engineRuntime } = await import('./adapters/docker/engine-runtime.ts');
  const found = await lookForEngine();
  if ('tried' in found) throw engineUnreachable(found.tried, env);
  const { engine } = found;
  const unfit = fitness(engine.facts);
  if (unfit !== null) throw unfit;
  return engineRuntime({ engine, clock, root, env, lab, host, processLocks: processes.locks });
};

const ownContenders: LabApp['ownContenders'] = async (service, ids, signal) => {
  if (service.kind === 'command') return ids.map((id) => ownCommandContender(service, id, env));
  const { ownComposeContenders } = await import('./adapters/compose-own/own-compose-contenders.ts');
  return ownComposeContenders({ service, ids, env, cwd, signal });
};

const workshopHere = async () => {
  const { workshop } = await import('./adapters/ab/workshop.ts');
  return workshop({ stateDir, root, cwd, env });
};

const influx = { database: DEFAULT_DATABASE, token: env['LAB_INFLUX_TOKEN'] ?? null };

const look = once(async () => {
  const { lookAtDocker } = await import('./adapters/docker/look-at-docker.ts');
  return lookAtDocker({ env, root, version: lab.version, contenders });
});
const checkContext = (request: CheckRequest): CheckContext => ({
  ...request,
  env,
  cwd,
  nodeVersion: process.version,
  pinnedNode: pinnedNode(root),
  locks: processes.locks,
  leftovers: () => leftovers(stateDir),
  ownPid: process.pid,
  docker: look,
});

const app: LabApp = {
  clock,
  host,
  probe: socketHttpProbe,
  resolver: systemResolver,
  lab,
  loadScenario: (nameOrFile) => loadScenario(nameOrFile, join(root, 'scenarios'), cwd),
  contenders: { list: contenders },
  ownContenders,
  readData,
  initFiles: initFiles(cwd),
  environment: env,
  rightResponse: (request) => expectedResponse(request),
  store: (results) =>
    fileStore(resolve(cwd, results), (record, logs) => ({
      'steps.csv': stepsCsv(record),
      'summary.md': summaryMarkdown(record, logs),
    })),
  startGuard: async () => startGuard({ stateDir }),
  fixedWork: processFixedWork(fixedWorkBundle),
  python: pythonEnvironments(python),
  processes,
  docker,
  openSink: ({ folder, url, log }) =>
    influxSink({ file: join(folder, METRICS_FILE), url, ...influx, clock, log }),
  stack: async () => {
    const { composeStack } = await import('./adapters/docker/compose-stack.ts');
    const found = await lookForEngine();
    return 'engine' in found ? composeStack(found.engine, env) : null;
  },
  metrics: pushParts(influx),
  sitting: sittingCache({ stateDir, clock, boot: bootId() }),
  truth: truthPrograms({ folders, clock }),
  // Loaded when somebody asks for them, as what comes below.
  profilers: {
    for: async (spec) => {
      const { profilers } = await import('./adapters/profiler/profilers.ts');
      return profilers({ clock, folders, stateDir, threadProgram, path: env['PATH'] ?? '' }).for(spec);
    },
  },
  profiles: (results) => profileStore(results, cwd),
  drawProfile: async (profile, tree) =>
    (await import('./report/html/flame-page.ts')).flamePage(profile, tree),
  retreat: (cpus) => {
    pinSelf(cpus);
  },
  stepBack,
  pages: pageServer,
  follower: lineFollower(clock),
  checks: (request) => runChecks(checkContext(request)),
  dockerChecks: (request) => runChecks(checkContext(request), DOCKER_CHECKS),
  appendText: (file, text) =>
    appendFile(resolve(cwd, file), text).catch((error: unknown) => {
      throw storeError(error, file);
    }),
  // Loaded when somebody asks for it: charts are the largest part of the lab.
  drawReport: async (run, svg) => (await import('./report/html/report-files.ts')).reportFiles(run, svg),
  openFile: (file) => openFile(file),
  freshSeed: () => randomInt(2 ** 32 - 1),
  workshop: {
    open: async () => (await workshopHere()).open(),
    sweep: async () => (await workshopHere()).sweep(),
  },
};

process.exitCode = await runCli({ process: context, app });

function bundled(name: string, entry: string, format: 'esm' | 'cjs' = 'esm'): Promise<string> {
  return bundleEntry({ ...folders, entry: join(root, entry), name, format });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
