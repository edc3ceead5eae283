import { basename, dirname, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type Answers, draftOf, type Question, questions } from '../../app/init.ts';
import { OWN_SETTINGS } from '../../app/own-settings.ts';
import { RUN_SETTINGS } from '../../app/run-settings.ts';
import { LabError } from '../../domain/errors.ts';
import { scenarioFileText } from '../../domain/scenario-draft.ts';
import { parseScenario } from '../../domain/scenario-text.ts';
import type { Surroundings } from '../../ports/surroundings.ts';
import type { Keyboard, TextSink } from '../../process-context.ts';
import { cleanText } from '../../report/text/clean-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';

const DEFAULT_FILE = 'own.yaml';

export function addInitCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('init')
    .argument('[file]', 'the scenario file to write', DEFAULT_FILE)
    .description('a scenario file for a service of your own: asks what it needs to know')
    .option('--yes', 'take what is proposed for everything that no flag says')
    .option('--force', 'write over a file that is there')
    .addOption(
      new Option('--request <requests>', "what to ask it, e.g. 'GET /users/1'; may be given again").argParser(
        (text: string, before: string | undefined) => (before === undefined ? text : `${before},${text}`),
      ),
    );
  const { only, port, rates, slo } = RUN_SETTINGS;
  const { command: own, compose, ready } = OWN_SETTINGS;
  // Of a file that is to be kept: what the environment says is for a run.
  const flags = Object.entries({ command: own, compose, only, port, ready, rates, slo });
  addSettings(command, Object.fromEntries(flags.map(([key, setting]) => [key, { ...setting, env: null }])));
  withGlobalOptions(command, ['auto']).action(async (file: string, options: Record<string, unknown>) => {
    await init(context, file, options);
    outcome.exitCode = 0;
  });
}

const KEYS = ['command', 'compose', 'only', 'port', 'ready', 'request', 'rates', 'slo'];

async function init(context: CliContext, file: string, options: Record<string, unknown>): Promise<void> {
  const { app, process } = context;
  if (!/\.ya?ml$/.test(file)) {
    throw new LabError('LAB_USAGE', `${cleanText(file)} is no name of a scenario file.`, {
      fix: [`${cleanText(file)}.yaml`],
    });
  }
  const around = await app.initFiles.look();
  const given = KEYS.filter((key) => options[key] !== undefined).map((key) => [key, String(options[key])]);
  const flags: Answers = Object.fromEntries(given);
  checkFlags(around, flags);
  const isAsked = process.stdin.isTerminal && options['yes'] !== true;
  await mayWrite(context, file, options['force'] === true, isAsked);
  const answers = isAsked
    ? await asked(process.stdin, process.stderr, around, flags)
    : proposed(around, flags, options['yes'] === true);
  const folder = dirname(resolve(process.cwd, file));
  const fromFile = (path: string): string => relative(folder, resolve(process.cwd, path)) || '.';
  const text = scenarioFileText(draftOf(answers, fromFile));
  // Whatever was answered: what is written can be read.
  parseScenario(text, basename(file), file);
  await app.initFiles.write(file, text);
  const path = cleanText(/[/\\]/.test(file) ? file : `./${file}`);
  const run = `npm run lab -- --scenario ${path}`;
  process.stdout.write(`wrote ${cleanText(file)}\nnext  ${run} --dry-run\n      ${run}\n`);
}

function checkFlags(around: Surroundings, flags: Answers): void {
  if (flags['command'] !== undefined && flags['compose'] !== undefined) {
    throw new LabError('LAB_USAGE', '--command and --compose were both given.', {
      fix: ['give one of them'],
    });
  }
  for (const { key, check } of questions(around, flags)) {
    const said = flags[key];
    if (said !== undefined) check(said);
  }
}

/** Never over a file that is there without being told to. */
async function mayWrite(
  { app, process }: CliContext,
  file: string,
  isForced: boolean,
  isAsked: boolean,
): Promise<void> {
  if (isForced || !app.initFiles.exists(file)) return;
  const shown = cleanText(file);
  if (isAsked && /^y(es)?$/i.test((await process.stdin.ask(`${shown} is there. Write over it? [no] `)) ?? ''))
    return;
  throw new LabError('LAB_USAGE', `${shown} is there, and was left as it is.`, {
    fix: ['name another file: npm run lab -- init mine.yaml', 'or write over it: --force'],
  });
}

async function asked(
  stdin: Keyboard,
  stderr: TextSink,
  around: Surroundings,
  flags: Answers,
): Promise<Answers> {
  let answers = flags;
  for (let next = open(around, answers)[0]; next !== undefined; next = open(around, answers)[0]) {
    const { key, text, fallback, check } = next;
    const shown = fallback === null ? text : `${text} [${fallback}]`;
    const said = await stdin.ask(`${cleanText(shown)}: `);
    if (said === null) {
      throw new LabError('LAB_INTERRUPTED', 'The questions were left off, and nothing was written.', {
        fix: ['npm run lab -- init --yes takes what is proposed'],
      });
    }
    const answer = said.trim() === '' ? fallback : said.trim();
    try {
      if (answer === null) continue;
      check(answer);
      answers = { ...answers, [key]: answer };
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      stderr.write(`${cleanText(`${error.message} ${error.fix.join('; ')}`)}\n`);
    }
  }
  return answers;
}

/** Without anybody to ask. Throws LAB_USAGE with the flags that are missing. */
function proposed(around: Surroundings, flags: Answers, isAgreed: boolean): Answers {
  let answers = flags;
  const missing: string[] = [];
  for (let left = open(around, answers); left.length > 0; left = open(around, answers)) {
    for (const { key, flag, fallback } of left) {
      if (fallback === null || !isAgreed) missing.push(flag);
      answers = { ...answers, [key]: fallback ?? '' };
    }
  }
  if (missing.length === 0) return answers;
  throw new LabError('LAB_USAGE', 'init has questions, and nobody is there to answer them.', {
    seen: [['open', missing.join(', ')]],
    fix: [
      isAgreed ? 'give these flags' : 'give these flags, or --yes for what is proposed',
      'or run it in a terminal',
    ],
  });
}

function open(around: Surroundings, answers: Answers): Question[] {
  return questions(around, answers).filter(({ key }) => answers[key] === undefined);
}
