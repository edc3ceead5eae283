import type { RequestOrder } from '@framework-lab/protocol/load';
import { parseAttackUrl } from '../domain/attack-target.ts';
import type { Bottleneck } from '../domain/bottleneck-label.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { LabEventBody } from '../domain/events.ts';
import type { Objective } from '../domain/objective.ts';
import { redactUrl } from '../domain/redact.ts';
import type { StepFigures, StepId, Warning } from '../domain/run-record.ts';
import { figuresOf } from '../domain/step-figures.ts';
import { stepRecord } from '../domain/step-record.ts';
import { type LoadContext, offerLoad } from '../lab/offer-load.ts';
import type { OpenRuntime } from '../ports/runtime.ts';
import { type AttackedRequest, attackRequest, attackTarget } from './attack-load.ts';
import { chooseAddress } from './choose-address.ts';
import { emitter } from './emitter.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { cpuLayoutFor } from './plan-run.ts';
import { preflight } from './preflight.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface AttackRequest extends AttackedRequest {
  readonly url: string;
  readonly mayLoadAnyHost: boolean;
  /** Accepts certificates that no authority vouches for. */
  readonly insecure: boolean;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly objective: Objective;
  readonly pacing: 'paced' | 'poisson';
  readonly seed: number;
  readonly loadCpus: readonly number[] | null;
}

/** What `attack --output json` prints. */
export interface AttackDocument {
  readonly schema: 1;
  readonly kind: 'attack';
  readonly state: 'finished' | 'interrupted';
  readonly url: string;
  readonly address: string;
  readonly method: string;
  readonly startedAt: string;
  readonly objective: Objective;
  readonly pacing: 'paced' | 'poisson';
  readonly seed: number;
  readonly connections: number;
  readonly loadCpus: readonly number[];
  readonly node: string;
  readonly step: StepFigures;
  /** What limited it, as far as the load's side and the host tell; null where it was held. */
  readonly bottleneck: Bottleneck | null;
  readonly warnings: readonly Warning[];
}

/**
 * How long, and at most how fast, a fresh generator rehearses on a responder of our own, so that
 * its compilation and first collections stand in nobody's figures, and the URL gets exactly the
 * requests that are counted.
 */
const REHEARSAL = { id: 'rehearsal', durationS: 1, leadInS: 0 } as const;
const REHEARSAL_MAX_RATE_PER_SEC = 3000;

/** Loads one URL at a constant rate, judges the step, and gives the document of it. */
export async function attack(
  app: LabApp,
  request: AttackRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<AttackDocument> {
  const url = parseAttackUrl(request.url);
  const shown = redactUrl(request.url);
  const address = await chooseAddress(url, request.mayLoadAnyHost, app.resolver);
  const machine = await app.host.facts();
  const layout = cpuLayoutFor({ serverCpus: null, loadCpus: request.loadCpus }, machine);
  // Which CPUs the service uses is not ours to say.
  const cpus: CpuLayout = { ...layout, server: [] };
  const warnings = await preflight(app, { machine, results: null, connections: request.connections });

  await using _locks = await app.processes.locks.acquire(cpus.load, `attack ${shown}`);
  app.retreat(cpus.housekeeping);
  await using guard = await app.startGuard();
  const prepare = { specs: [], generators: ['builtin'] as const, progress: () => undefined, signal };
  await unlessAborted(app.processes.prepare(prepare), signal);
  await using opened = await app.processes.open({
    runId: 'attack',
    guard,
    housekeepingCpus: cpus.housekeeping,
    signal,
  });
  await using session = await opened.generator('builtin').open({ cpus: cpus.load, logFile: null, signal });
  const requests = [attackRequest(request, url)];
  const context: LoadContext = {
    contender: null,
    target: attackTarget(url, address, request.insecure),
    session,
    requests,
    pool: request,
    cpus,
    seed: request.seed,
    parts: app,
    signal,
  };
  await rehearse(opened, context, cpus.housekeeping, request.ratePerSec);

  const emit = emitter(app.clock, listen);
  const id: StepId = { contender: shown, block: 1, launch: 1, index: 1, attempt: 1 };
  const { ratePerSec, durationS } = request;
  const startedAt = new Date(app.clock.wallMs()).toISOString();
  for (const event of beginning(request, id, cpus)) emit(event);
  for (const warning of warnings) emit({ type: 'warning', warning });
  const offered = await offerLoad(
    context,
    { id: 'attack', ratePerSec, durationS, leadInS: 0 },
    (load, server) => {
      emit({ type: 'second', contender: shown, step: id, ratePerSec, load, server });
      return undefined;
    },
  );
  const record = stepRecord({
    id,
    ratePerSec,
    durationS,
    leadInS: 0,
    startedAt,
    scenario: request,
    cpus,
    cpusVerified: false,
    offered,
  });
  emit({ type: 'step-finished', record });
  return {
    schema: 1,
    kind: 'attack',
    state: signal.aborted ? 'interrupted' : 'finished',
    url: shown,
    address,
    method: request.method,
    startedAt,
    objective: request.objective,
    pacing: request.pacing,
    seed: request.seed,
    connections: request.connections,
    loadCpus: cpus.load,
    node: app.lab.node,
    step: figuresOf(record),
    bottleneck: record.bottleneck,
    warnings,
  };
}

async function rehearse(
  opened: OpenRuntime,
  context: LoadContext,
  responderCpus: readonly number[],
  ratePerSec: number,
): Promise<void> {
  await using responder = await opened.startNullResponder(responderCpus);
  const requests: RequestOrder[] = [...context.requests];
  await offerLoad(
    { ...context, requests, target: responder.target },
    { ...REHEARSAL, ratePerSec: Math.min(ratePerSec, REHEARSAL_MAX_RATE_PER_SEC) },
    () => undefined,
  );
}

function beginning(request: AttackRequest, id: StepId, cpus: CpuLayout): LabEventBody[] {
  const { contender, launch, block } = id;
  const { ratePerSec, durationS, objective, seed } = request;
  return [
    {
      type: 'run-started',
      runId: '',
      title: `attack ${contender}`,
      seed,
      blocks: 1,
      runtime: '',
      generator: 'builtin',
      cpus,
      objective,
      launches: [{ contender, block }],
      stepsPerLaunch: 1,
      worstCaseS: durationS + request.timeoutMs / 1000,
      expectedS: durationS,
      folder: '',
    },
    { type: 'launch-started', contender, block, launch },
    { type: 'step-started', step: id, ratePerSec, durationS, leadInS: 0, of: 1 },
  ];
}
