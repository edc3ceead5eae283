import type { Command } from 'commander';
import { attack } from '../../app/attack.ts';
import { ATTACK_SETTINGS } from '../../app/attack-settings.ts';
import { LabError } from '../../domain/errors.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import type { StepFigures } from '../../domain/run-record.ts';
import { OUTPUT_MODES } from '../../ui/choose-view.ts';
import { attackOutput, whileRead } from '../attack-output.ts';
import { attackRequest } from '../attack-request.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';
import { showing } from '../showing.ts';

const NDJSON_HELP = `
--output ndjson prints one line of JSON a second on stdout while the load
goes on, and what the attack came to as the last line: docs/ATTACK.md. People
read stderr. The attack ends when whoever reads stdout goes away.
  npm run -s lab -- attack URL --output ndjson | jq -c '[.second, .ok]'`;

export function addAttackCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('attack <url>')
    .description('load any HTTP URL at a constant rate; redirects are never followed')
    .option('--method <method>', 'HTTP method (default: GET, or POST with a body)')
    .option('--header <line>', "a header, e.g. 'Accept: text/html'; repeatable", collect)
    .option('--body <text>', 'body of every request')
    .option('--body-file <file>', 'file with the body of every request')
    .option('--insecure', 'accept a certificate that no authority vouches for')
    .option('--i-may-load-this-host', 'load a host that is neither this machine nor on a private network');
  addSettings(command, ATTACK_SETTINGS);
  withGlobalOptions(command, [...OUTPUT_MODES, 'ndjson'])
    .addHelpText('after', NDJSON_HELP)
    .action(async (url: string, flags: Record<string, unknown>) => {
      outcome.exitCode = await run(context, url, flags);
    });
}

async function run(context: CliContext, url: string, flags: Record<string, unknown>): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions(flags);
  const request = await attackRequest(context, url, flags);
  using view = showing(context, globals);
  using reader = whileRead(process);
  const output = attackOutput(process, globals.output, view.paper);
  const signal = AbortSignal.any([view.signal, reader.signal]);
  const document = await attack(
    app,
    request,
    (event) => {
      view.listen(event);
      output.listen(event);
    },
    signal,
  );
  view.close();
  output.ended(document);
  if (view.signal.aborted) return EXIT.interrupted;
  // Whoever went away has read what they wanted: `| head` is no fault.
  if (reader.signal.aborted) return EXIT.ok;
  if (document.step.verdict !== 'invalid') return EXIT.ok;
  const error = invalidStep(document.step);
  showError(process, error);
  return error.exitCode;
}

function invalidStep({ reason, detail }: StepFigures): LabError {
  return new LabError(
    'LAB_NO_VALID_STEP',
    'The step could not be measured, so nothing is said about the service.',
    {
      seen: [['invalid', `${reason}. ${detail}`]],
      fix: ['close what else uses the CPUs, lower --rate, or give the load more CPUs: --load-cpus'],
    },
  );
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
