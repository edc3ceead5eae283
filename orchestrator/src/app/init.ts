import { commandWords } from '../domain/command-words.ts';
import { LabError } from '../domain/errors.ts';
import { DEFAULT_OBJECTIVE, formatObjective, parseObjective } from '../domain/objective.ts';
import { parseRequestLine } from '../domain/request-line.ts';
import { NAME, NAME_RULE, SERVICE_NAME, SERVICE_NAME_RULE } from '../domain/request-schema.ts';
import type { ScenarioDraft } from '../domain/scenario-draft.ts';
import { parseRates, parseWholeNumber } from '../domain/units.ts';
import type { Surroundings } from '../ports/surroundings.ts';
import { OWN_SETTINGS } from './own-settings.ts';
import { list } from './run-settings.ts';

/** What was said so far, by key of the question. */
export type Answers = Readonly<Record<string, string>>;

export interface Question {
  readonly key: string;
  /** The flag that answers it too. */
  readonly flag: string;
  readonly text: string;
  /** What an empty line stands for; null: there is nothing to propose. */
  readonly fallback: string | null;
  /** Throws a `LabError` for what is no answer. */
  readonly check: (answer: string) => void;
}

/** The questions there are, in order; the answer to the first one decides which come after it. */
export function questions(around: Surroundings, answers: Answers): Question[] {
  const kind = answers['kind'] ?? kindOf(answers);
  const first = question(
    'kind',
    '--command or --compose',
    'a process of this machine, or services of a Compose file',
    {
      fallback: around.compose !== null && around.startScript === null ? 'compose' : 'process',
      check: (answer) => {
        if (!['process', 'compose'].includes(answer)) throw notThere('process or compose');
      },
    },
  );
  if (kind === null) return [first];
  return [...(kind === 'process' ? ofProcess(around) : ofCompose(around)), ...ofBoth(answers)];
}

function kindOf(answers: Answers): string | null {
  if (answers['command'] !== undefined) return 'process';
  return answers['compose'] === undefined ? null : 'compose';
}

function ofProcess({ startScript, packageName, ports }: Surroundings): Question[] {
  const name = packageName?.replace(/^@[^/]*\//, '') ?? '';
  return [
    question('command', '--command', 'the command that starts it', {
      fallback: startScript === null ? null : runnable(startScript),
      check: commandWords,
    }),
    question('only', '--only', 'what to call it', {
      fallback: NAME.test(name) ? name : 'own',
      check: oneName,
    }),
    question('port', '--port', 'the port it listens on (free: it is told one as PORT)', {
      fallback: ports[0] === undefined ? 'free' : String(ports[0]),
      check: portOf,
    }),
  ];
}

function ofCompose({ compose }: Surroundings): Question[] {
  const services = compose?.services ?? [];
  return [
    question('compose', '--compose', 'the Compose file', {
      fallback: compose?.file ?? null,
      check: () => undefined,
    }),
    question(
      'only',
      '--only',
      `which of its services to load${services.length > 0 ? ` (${services.join(', ')})` : ''}`,
      {
        fallback: services.length === 1 ? (services[0] ?? null) : null,
        check: (answer) => {
          const names = list(answer);
          if (names.length === 0 || new Set(names).size < names.length) throw notThere('a name of a service');
          if (!names.every((name) => SERVICE_NAME.test(name))) throw notThere(SERVICE_NAME_RULE);
        },
      },
    ),
    question('port', '--port', 'the port it listens on inside (free: what its image exposes)', {
      fallback: 'free',
      check: portOf,
    }),
  ];
}

function ofBoth({ ready }: Answers): Question[] {
  return [
    question('ready', '--ready', 'the path that answers 2xx when it is ready', {
      fallback: '/',
      check: OWN_SETTINGS.ready.parse,
    }),
    question('request', '--request', 'what to ask it, with commas between', {
      fallback: `GET ${ready ?? '/'}`,
      check: (answer) => {
        if (list(answer).map(parseRequestLine).length === 0) throw notThere('a request');
      },
    }),
    question('rates', '--rates', 'requests a second, one rate after another', {
      fallback: '200,400,800',
      check: (answer) => parseRates(answer),
    }),
    question('slo', '--slo', 'what counts as held', {
      fallback: formatObjectiveFlag(),
      check: parseObjective,
    }),
  ];
}

/** Once nothing is open any more. `fromFile`: a path of the user's, seen from the folder of the file. */
export function draftOf(answers: Answers, fromFile: (path: string) => string): ScenarioDraft {
  const said = (key: string): string => answers[key] ?? '';
  const isProcess = (answers['kind'] ?? kindOf(answers)) === 'process';
  return {
    service: isProcess
      ? { kind: 'command', command: said('command'), cwd: fromFile('.') }
      : { kind: 'compose', file: fromFile(said('compose')) },
    contenders: list(said('only')),
    port: portOf(said('port')),
    ready: said('ready'),
    requests: list(said('request')).map(parseRequestLine),
    ratesPerSec: parseRates(said('rates')),
    objective: said('slo'),
  };
}

function question(
  key: string,
  flag: string,
  text: string,
  { fallback, check }: { readonly fallback: string | null; readonly check: (answer: string) => unknown },
): Question {
  return { key, flag, text, fallback, check: (answer) => void check(answer) };
}

/** A start script is read by a shell; where it needs one, it is given one. */
function runnable(script: string): string {
  try {
    commandWords(script);
    return script;
  } catch {
    return `sh -c '${script.replaceAll("'", `'\\''`)}'`;
  }
}

function oneName(text: string): void {
  if (!NAME.test(text)) throw notThere(NAME_RULE);
}

function portOf(text: string): number | null {
  return text === 'free' ? null : parseWholeNumber(text, 'port', { min: 1, max: 65_535 });
}

function formatObjectiveFlag(): string {
  return formatObjective(DEFAULT_OBJECTIVE).replaceAll(' ', '');
}

function notThere(wanted: string): LabError {
  return new LabError('LAB_VALUE_INVALID', `That is no answer: ${wanted} is wanted.`, { fix: [wanted] });
}
