import { LabError, originalError } from '../domain/errors.ts';
import { machineDifferences } from '../domain/run-differences.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { type ComparedRuns, compare } from './compare.ts';
import type { LabApp, Listener } from './lab-app.ts';
import { type ReproduceRequest, reproduce, settingsAgain } from './reproduce.ts';
import { requireSamePlan } from './resume.ts';
import { planOnly } from './run.ts';

/** The second look at gates that failed: at the candidate, made again from its record. */
export type Confirmation =
  | { readonly kind: 'made'; readonly compared: ComparedRuns }
  /** Then the first look stands. */
  | { readonly kind: 'not-made'; readonly why: string };

export interface ConfirmRequest {
  readonly first: ComparedRuns;
  readonly across: boolean;
  readonly again: Omit<ReproduceRequest, 'record'>;
}

/** Makes the candidate again, of the same code on the same machine, and compares it as the first one was. */
export async function confirmGates(
  app: LabApp,
  { first, across, again }: ConfirmRequest,
  listen: Listener,
  signal: AbortSignal,
): Promise<Confirmation> {
  const request = { ...again, record: first.b };
  try {
    await requireSameCandidate(app, request);
    const { record } = await reproduce(app, request, listen, signal);
    if (record.state !== 'finished') return { kind: 'not-made', why: `${record.id} was ${record.state}` };
    const gates = first.gates.map(({ gate }) => gate);
    const pair = { a: first.a.id, b: record.id, gates, across };
    return { kind: 'made', compared: await compare(app.store(again.results), pair) };
  } catch (thrown) {
    const error = originalError(thrown);
    if (!(error instanceof LabError)) throw error;
    return { kind: 'not-made', why: wholeText(error) };
  }
}

/** Another commit, another version or another machine would be another candidate. Throws LAB_RESUME_DIFFERS. */
async function requireSameCandidate(app: LabApp, request: ReproduceRequest): Promise<void> {
  const { record, results } = request;
  const { plan, machine } = await planOnly(app, await settingsAgain(app, request));
  requireSamePlan(record, plan, app.lab);
  const differences = machineDifferences(await app.store(results).machine(record.id), machine);
  if (differences.length > 0) throw anotherMachine(record, differences);
}

function anotherMachine(record: RunRecord, differences: ReturnType<typeof machineDifferences>): LabError {
  return new LabError('LAB_RUNS_DIFFER', `This is not the machine that ${record.id} ran on.`, {
    seen: differences.map((one) => [one.what, `${one.a} then, ${one.b} now`]),
  });
}

function wholeText({ message, seen }: LabError): string {
  return [message, ...seen.map(([label, text]) => `${label}: ${text}`)].join(' ');
}
