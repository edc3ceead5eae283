import type { Command } from 'commander';
import { doctor } from '../../app/doctor.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import { checksTable } from '../../report/checks-table.ts';
import { jsonDocument } from '../../report/json-document.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { stdoutPaper } from '../paper.ts';
import { addSettings } from '../setting-options.ts';

export function addDoctorCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program.command('doctor').description('is this machine fit to measure on? changes nothing');
  addSettings(command, { out: RUN_SETTINGS.out, connections: RUN_SETTINGS.connections });
  withGlobalOptions(command).action(async (flags: Record<string, unknown>) => {
    const from = { flags, env: context.process.env };
    const checks = await doctor(context.app, {
      results: given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS,
      connections: given(RUN_SETTINGS.connections, from)?.value ?? null,
    });
    const globals = globalOptions(flags);
    const paper = stdoutPaper(context.process, globals);
    context.process.stdout.write(
      globals.output === 'json' ? jsonDocument(checks) : checksTable(checks, paper),
    );
    outcome.exitCode = checks.some((check) => check.severity === '✗') ? EXIT.preflight : EXIT.ok;
  });
}
