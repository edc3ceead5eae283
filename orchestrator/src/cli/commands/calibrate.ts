import type { Command } from 'commander';
import { calibrateLab } from '../../app/calibrate-lab.ts';
import { CALIBRATE_SETTINGS } from '../../app/calibrate-settings.ts';
import { type Given, given, type Setting } from '../../app/setting.ts';
import { LabError } from '../../domain/errors.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import { DEFAULT_OBJECTIVE } from '../../domain/objective.ts';
import { calibrationText } from '../../report/calibration-text.ts';
import { jsonDocument } from '../../report/json-document.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';
import { showing } from '../showing.ts';

const CONNECTIONS = 64;

const EXAMPLES = `
Examples:
  npm run lab -- calibrate                                  every generator there is; under a minute without k6
  npm run lab -- calibrate --server-cpus 2-3 --load-cpus 4-7 --fresh
  npm run -s lab -- calibrate --generator builtin --output json`;

export function addCalibrateCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('calibrate')
    .description(
      'what can the generators offer here, and do busy load CPUs slow the service? kept for hours',
    );
  addSettings(command, CALIBRATE_SETTINGS);
  command.addHelpText('after', EXAMPLES);
  withGlobalOptions(command).action(async (flags: Record<string, unknown>) => {
    outcome.exitCode = await run(context, flags);
  });
}

async function run(context: CliContext, flags: Record<string, unknown>): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions(flags);
  const from: Given = { flags, env: process.env };
  const value = <T>(setting: Setting<T>, otherwise: T): T => given(setting, from)?.value ?? otherwise;
  const request = {
    generator: value(CALIBRATE_SETTINGS.generator, 'auto'),
    runtime: value(CALIBRATE_SETTINGS.runtime, 'auto'),
    serverCpus: value<readonly number[] | null>(CALIBRATE_SETTINGS.serverCpus, null),
    loadCpus: value<readonly number[] | null>(CALIBRATE_SETTINGS.loadCpus, null),
    objective: value(CALIBRATE_SETTINGS.slo, DEFAULT_OBJECTIVE),
    connections: value(CALIBRATE_SETTINGS.connections, CONNECTIONS),
    fresh: value(CALIBRATE_SETTINGS.fresh, false),
  };
  using view = showing(context, globals);
  const document = await calibrateLab(app, request, view.listen, view.signal);
  view.close();
  if (globals.output === 'json') process.stdout.write(jsonDocument(document));
  else if (globals.output !== 'quiet') process.stdout.write(calibrationText(document, view.paper));
  const without = document.ceilings.filter(({ ratePerSec }) => ratePerSec === null);
  if (without.length === 0) return EXIT.ok;
  const error = nothingDelivered(without.map(({ generator }) => generator).join(' and '));
  showError(process, error);
  return error.exitCode;
}

function nothingDelivered(generators: string): LabError {
  return new LabError(
    'LAB_NO_VALID_STEP',
    `${generators} delivered no rate here, not even the lowest tried.`,
    {
      fix: [
        'end what else uses these CPUs, or name others: --server-cpus, --load-cpus',
        'an objective that the machine can meet without any service: --slo',
      ],
    },
  );
}
