import type { Command } from 'commander';
import { planDocument } from '../../app/plan-run.ts';
import { type Again, reproduce, settingsAgain } from '../../app/reproduce.ts';
import { planOnly } from '../../app/run.ts';
import { runOutcome } from '../../app/run-outcome.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { LabError } from '../../domain/errors.ts';
import { redactCommand } from '../../domain/redact.ts';
import { type JudgedClaim, judgeReproduction, withOutcome } from '../../domain/reproduction.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { ladderEnds } from '../../report/ladder-ends.ts';
import { planText } from '../../report/plan-text.ts';
import {
  reproductionDocument,
  reproductionMarkdown,
  reproductionText,
} from '../../report/reproduction-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { GITHUB_FLAG, resultOutput } from '../result-output.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';
import { showing } from '../showing.ts';

export function addReproduceCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('reproduce')
    .argument('<run>', 'id of a run')
    .description('run the same thing again from its record, and say which of its claims hold')
    .option('--dry-run', 'print what would be offered again; start nothing')
    .option(...GITHUB_FLAG);
  const { scenario, influx, grafana, out } = RUN_SETTINGS;
  addSettings(command, {
    scenario: { ...scenario, help: 'the file of its scenario, for secrets that no record keeps', env: null },
    influx,
    grafana,
    out,
  });
  withGlobalOptions(command).action(async (id: string, flags: Record<string, unknown>) => {
    outcome.exitCode = await run(context, id, flags);
  });
}

async function run(context: CliContext, id: string, flags: Record<string, unknown>): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions(flags);
  const from = { flags, env: process.env };
  const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
  const write = resultOutput(context, globals, flags['github'] === true);
  const original = await app.store(results).load(id);
  if (claimsOf(original, original).length === 0) throw nothingClaimed(original);
  const again: Again = {
    record: original,
    scenario: flags['scenario'] === undefined ? null : String(flags['scenario']),
    influx: given(RUN_SETTINGS.influx, from)?.value ?? null,
    grafana: given(RUN_SETTINGS.grafana, from)?.value ?? null,
  };
  if (flags['dryRun'] === true) {
    const { plan } = await planOnly(app, await settingsAgain(app, again));
    const document = { reproduces: original.id, ...planDocument(plan) };
    process.stdout.write(globals.output === 'json' ? jsonDocument(document) : planText(plan, results));
    return 0;
  }

  const { argv, supplyAgain } = redactCommand(process.argv);
  using view = showing(context, globals);
  const reproduced = await reproduce(
    app,
    { ...again, results, command: argv, supplyAgain },
    view.listen,
    view.signal,
  );
  view.close();
  const { record: rerun, differences } = reproduced;
  const claims = claimsOf(original, rerun);
  const shown = { original, rerun, claims, differences };
  await write({
    text: (columns) => reproductionText(shown, columns),
    markdown: () => reproductionMarkdown(shown),
    document: () => reproductionDocument(shown),
  });
  // What went wrong with the run itself comes first: without figures nothing can hold or fail.
  const ended = runOutcome(reproduced, false);
  const wrong = withOutcome(claims, 'does-not-hold');
  const errors =
    wrong.length === 0 ? ended.errors : [...ended.errors, notReproduced(original, claims.length, wrong)];
  for (const error of errors) showError(process, error);
  return ended.exitCode === 0 ? (errors[0]?.exitCode ?? 0) : ended.exitCode;
}

function claimsOf(original: RunRecord, rerun: RunRecord): JudgedClaim[] {
  return judgeReproduction(
    { record: original, ladder: ladderEnds(original) },
    { record: rerun, ladder: ladderEnds(rerun) },
  );
}

function nothingClaimed({ id, steps }: RunRecord): LabError {
  return new LabError('LAB_RUN_INCOMPLETE', `Run ${id} claims nothing that could be reproduced.`, {
    seen: [
      ['steps in run.json', String(steps.length)],
      ['missing', 'a contender that held a rate, or failed at one through its own doing'],
    ],
    fix: ['npm run lab -- list shows the other runs'],
  });
}

function notReproduced(original: RunRecord, count: number, wrong: readonly JudgedClaim[]): LabError {
  const about = (claim: JudgedClaim): string =>
    'a' in claim ? `${claim.a} and ${claim.b}` : claim.contender;
  return new LabError(
    'LAB_NOT_REPRODUCED',
    `${wrong.length} of ${count} claims of ${original.id} do not hold.`,
    {
      seen: wrong.map((claim) => [claim.kind, about(claim)]),
      fix: ['look at what differs between the two runs; it stands above them'],
    },
  );
}
