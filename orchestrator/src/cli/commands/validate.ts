import type { Command } from 'commander';
import { emitter } from '../../app/emitter.ts';
import { validate } from '../../app/validate.ts';
import { LabError } from '../../domain/errors.ts';
import type { Validation } from '../../domain/truth/validation-schema.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { trialLine, validationCard } from '../../report/validation-card.ts';
import type { CliContext, GlobalOptions, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { showError } from '../show-error.ts';
import { showing } from '../showing.ts';

export function addValidateCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('validate')
    .description('can the lab be believed here? measures services whose truth is known; under 25 minutes')
    .option('--quick', 'each of them once; under 3 minutes');
  withGlobalOptions(command).action(async (flags: Record<string, unknown>) => {
    const { app, process } = context;
    const globals = globalOptions(flags);
    using view = showing(context, inLines(globals));
    const emit = emitter(app.clock, view.listen);
    const progress = (text: string): void => emit({ type: 'progress', text });
    const validation = await validate(
      app,
      {
        mode: flags['quick'] === true ? 'quick' : 'full',
        progress,
        onTrial: ({ truthCase }, trial, remainingS) => progress(trialLine(truthCase.id, trial, remainingS)),
      },
      view.signal,
    );
    view.close();
    if (globals.output === 'json') process.stdout.write(jsonDocument(validation));
    else if (globals.output !== 'quiet') process.stdout.write(validationCard(validation, view.paper));
    const error = verdictOf(validation);
    if (error === null) return;
    showError(process, error);
    outcome.exitCode = error.exitCode;
  });
}

/** There is nothing to watch but the answers, and each of them is a line. */
function inLines(globals: GlobalOptions): GlobalOptions {
  const { output } = globals;
  return { ...globals, output: output === 'auto' || output === 'live' ? 'plain' : output };
}

function verdictOf({ outcome, answers, labels, cases }: Validation): LabError | null {
  if (outcome === 'passed') return null;
  if (outcome === 'cannot-tell') {
    return new LabError('LAB_TRUTH_UNDECIDED', 'This machine is too noisy to say whether the lab is right.', {
      seen: [['noise', `${answers.noise} of ${answers.all} answers`]],
      fix: ['close what else uses the CPUs and run it again'],
    });
  }
  const failed = cases.filter((one) => one.outcome === 'failed');
  const tooFew = labels !== null && labels.right < labels.least;
  return new LabError('LAB_TRUTH_MISSED', 'The lab was wrong where the truth was known.', {
    seen: [
      ...failed.map(({ id, truth }) => [id, `the truth was ${truth}`] as const),
      ...(tooFew ? [['labels', `${labels.right} of ${labels.told} right`] as const] : []),
    ],
    fix: [
      'run it again on a quiet machine; if it stays, do not publish numbers of this machine',
      'open an issue with the card and the output of npm run lab -- doctor',
    ],
  });
}
