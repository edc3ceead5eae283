import type { Command } from 'commander';
import type { CliContext, Outcome } from './cli-context.ts';

type AddCommand = (program: Command, context: CliContext, outcome: Outcome) => void;

/**
 * Every command, in the order of the help. Each is loaded when it is asked for: whoever lists runs does not
 * wait for what profiles a contender.
 */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  run: async () => (await import('./commands/run.ts')).addRunCommand,
  tune: async () => (await import('./commands/tune.ts')).addTuneCommand,
  attack: async () => (await import('./commands/attack.ts')).addAttackCommand,
  init: async () => (await import('./commands/init.ts')).addInitCommand,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctorCommand,
  calibrate: async () => (await import('./commands/calibrate.ts')).addCalibrateCommand,
  validate: async () => (await import('./commands/validate.ts')).addValidateCommand,
  list: async () => (await import('./commands/list.ts')).addListCommand,
  report: async () => (await import('./commands/report.ts')).addReportCommand,
  view: async () => (await import('./commands/view.ts')).addViewCommand,
  rejudge: async () => (await import('./commands/rejudge.ts')).addRejudgeCommand,
  reproduce: async () => (await import('./commands/reproduce.ts')).addReproduceCommand,
  compare: async () => (await import('./commands/compare.ts')).addCompareCommand,
  ab: async () => (await import('./commands/ab.ts')).addAbCommand,
  profile: async () => (await import('./commands/profile.ts')).addProfileCommand,
  push: async () => (await import('./commands/push.ts')).addPushCommand,
  setup: async () => (await import('./commands/setup.ts')).addSetupCommand,
  clean: async () => (await import('./commands/clean.ts')).addCleanCommand,
};

export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** Adds the command that is named, or all of them where it is none of them: then the help or a suggestion is due. */
export async function addCommands(
  name: string,
  program: Command,
  context: CliContext,
  outcome: Outcome,
): Promise<void> {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const loads = named === undefined ? Object.values(COMMANDS) : [named];
  for (const add of await Promise.all(loads.map((load) => load()))) add(program, context, outcome);
}
