import { type Command, Option } from 'commander';
import {
  type AbRequest,
  type ComparedSides,
  judgeSides,
  lookAgain,
  type ReadyAb,
  readyAb,
  type SecondLook,
} from '../../app/ab.ts';
import { abOutcome } from '../../app/ab-outcome.ts';
import { abSettings } from '../../app/ab-settings.ts';
import type { RunSettings } from '../../app/apply-settings.ts';
import type { SidesAsked } from '../../app/build-sides.ts';
import { gateVerdict } from '../../app/compare.ts';
import type { EndedRun } from '../../app/end-run.ts';
import { OWN_SETTINGS } from '../../app/own-settings.ts';
import type { RunOutcome } from '../../app/run-outcome.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { commandWords } from '../../domain/command-words.ts';
import { LabError } from '../../domain/errors.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import { confirmedGates, parseTolerance, type Tolerance } from '../../domain/gate.ts';
import { redactCommand } from '../../domain/redact.ts';
import { summaryMarkdown } from '../../report/markdown.ts';
import { sidesDocument, sidesMarkdown, sidesText } from '../../report/side-text.ts';
import { abSummary } from '../ab-summary.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addOwnRequestFlags, ownAsked } from '../own-request.ts';
import { GITHUB_FLAG, resultOutput } from '../result-output.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';
import { showing } from '../showing.ts';

const { only: _, ...AB_SETTINGS } = RUN_SETTINGS;
const { compose: __, ...OWN_COMMAND } = OWN_SETTINGS;

export function addAbCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('ab')
    .argument('[contender]', 'whose framework there are two versions of, e.g. fastify')
    .description('build two versions of a framework, or of a service under git, and measure both in one run')
    .requiredOption('--a <version>', 'what b is held against: a version, an npm tag, a tarball or a folder')
    .requiredOption(
      '--b <version>',
      'the other one; of a service under git, a ref or . for the files as they stand',
    )
    .option('--install <command>', "what your service needs first, in a copy of each version, e.g. 'npm ci'")
    .addOption(
      new Option(
        '--gate <rule>',
        "what b may be against a, e.g. 'cpuUsPerRequest<=+3%' or 'capacity>=-3%'; repeatable",
      ).argParser((text: string, before: readonly Tolerance[] | undefined) => [
        ...(before ?? []),
        parseTolerance(text),
      ]),
    )
    .addOption(
      new Option('--on-undecided <what>', 'what an undecided gate is; else exit code 8').choices([
        'pass',
        'fail',
      ]),
    )
    .option('--no-confirm', 'let a gate fail at once, without measuring both again first')
    .option(...GITHUB_FLAG);
  addSettings(command, AB_SETTINGS);
  addOwnRequestFlags(addSettings(command, OWN_COMMAND));
  command.addHelpText(
    'after',
    `
Five blocks of ramp, unless something else is said, as processes of this
machine. What was built is removed again: docs/AB.md.

  npm run lab -- ab fastify --a 5.12.8 --b 5.11.0
  npm run lab -- ab fastify --a latest --b ../fastify \\
                 --gate 'cpuUsPerRequest<=+3%'
  npm run lab -- ab --command 'node server.js' --port 3000 --install 'npm ci' \\
                 --request 'GET /users/1' --rates 200,400 --a main --b .`,
  );
  withGlobalOptions(command).action(async (contender: string | undefined, flags: AbFlags) => {
    outcome.exitCode = await run(context, contender ?? null, flags);
  });
}

interface AbFlags {
  readonly a: string;
  readonly b: string;
  readonly install?: string;
  readonly gate?: readonly Tolerance[];
  readonly onUndecided?: 'pass' | 'fail';
  readonly confirm: boolean;
  readonly github?: boolean;
}

async function run(context: CliContext, contender: string | null, flags: AbFlags): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions({ ...flags });
  const from = { flags: { ...flags }, env: process.env };
  const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
  const tolerances = flags.gate ?? [];
  const settings = await abSettings(app, { contender, own: ownAsked(context, from), tolerances });
  const asked = sidesAsked(contender, settings, flags, results);
  const write = resultOutput(context, globals, flags.github === true);
  const { argv, supplyAgain } = redactCommand(process.argv);
  const request: AbRequest = { asked, settings, results, command: argv, supplyAgain };

  using view = showing(context, globals);
  await using ready = await readyAb(app, request, view.listen, view.signal);
  const ended = await ready.measure(view.listen, view.signal);
  view.close();
  const first = judgeSides(ended.record, tolerances);
  const looked = await secondLook(context, ready, first, ended, flags);
  const shown = { ...first, areSame: ready.areSame, confirmation: looked.confirmation };
  await write({
    text: (columns) => `${abSummary(ended, results, view.paper)}\n${sidesText(shown, columns)}`,
    markdown: () => `${sidesMarkdown(shown)}\n${summaryMarkdown(ended.record, ended.logs)}`,
    document: () => sidesDocument(shown),
  });
  if (looked.interrupted) return EXIT.interrupted;
  const outcome = abOutcome(ended, settings.strict, asked.kind);
  return exitCode(context, outcome, decided(first, looked.confirmation), flags);
}

/** Throws LAB_VALUE_INVALID and LAB_USAGE. */
function sidesAsked(
  contender: string | null,
  { scenario }: RunSettings,
  { a, b, install }: AbFlags,
  results: string,
): SidesAsked {
  const versions = { a, b };
  if (contender !== null && install === undefined) return { kind: 'framework', contender, versions };
  const { service, contenders } = scenario;
  if (contender !== null || service?.kind !== 'command') throw installOfWhat();
  const own = {
    name: contenders[0] ?? 'own',
    service,
    install: install === undefined ? null : commandWords(install),
    results,
  };
  return { kind: 'service', service: own, versions };
}

function installOfWhat(): LabError {
  return new LabError('LAB_USAGE', '--install is of a service of your own: a contender needs none.', {
    fix: ["leave it out, or name the service: --command 'node server.js'"],
  });
}

interface Looked {
  readonly confirmation: SecondLook | null;
  readonly interrupted: boolean;
}

/** A gate fails only if it fails twice. */
async function secondLook(
  context: CliContext,
  ready: ReadyAb,
  first: ComparedSides,
  { record }: EndedRun,
  flags: AbFlags,
): Promise<Looked> {
  const fails = first.gates.some(({ outcome }) => outcome === 'failed');
  if (!fails || !flags.confirm || record.state !== 'finished')
    return { confirmation: null, interrupted: false };
  using view = showing(context, globalOptions({ ...flags }));
  const confirmation = await lookAgain(ready, flags.gate ?? [], view.listen, view.signal);
  return { confirmation, interrupted: view.signal.aborted };
}

function decided({ gates }: ComparedSides, confirmation: SecondLook | null): ComparedSides['gates'] {
  return confirmation?.kind === 'made' ? confirmedGates(gates, confirmation.compared.gates) : gates;
}

/** What went wrong with the run weighs more than what its gates say. */
function exitCode(
  { process }: CliContext,
  { exitCode: ofRun, errors }: RunOutcome,
  gates: ComparedSides['gates'],
  { onUndecided }: AbFlags,
): number {
  for (const error of errors) showError(process, error);
  if (ofRun !== EXIT.ok) return ofRun;
  const verdict = gateVerdict(gates, onUndecided ?? null);
  if (verdict === null) return EXIT.ok;
  showError(process, verdict);
  return verdict.exitCode;
}
