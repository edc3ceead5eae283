import type { CaseRecord, TrialRecord, Validation } from '../domain/truth/validation-schema.ts';
import { formatCpuList } from '../domain/units.ts';
import { confusionTable } from './confusion-table.ts';
import { cleanText } from './text/clean-text.ts';
import { pad } from './text/display-width.ts';
import { type Ink, type Line, type Paper, renderLine, type Span, span } from './text/line.ts';
import { clockTime, count, percent, timeSpan } from './text/numbers.ts';
import { wrapText } from './text/wrap.ts';

const MARKS: Readonly<Record<CaseRecord['outcome'] | TrialRecord['outcome'], readonly [Ink, string]>> = {
  passed: ['good', '✓'],
  right: ['good', '✓'],
  failed: ['bad', '✗'],
  wrong: ['bad', '✗'],
  'cannot-tell': ['warn', '?'],
  noise: ['warn', '?'],
};
const INDENT = '    ';
const LABEL_COLUMNS = 7;

/** What one trial came to, and how long the others take. */
export function trialLine(id: string, trial: TrialRecord, remainingS: number): string {
  const again = trial.attempts > 1 ? `, measurement ${trial.attempts}` : '';
  const left = remainingS > 0 ? `; about ${clockTime(remainingS)} left` : '';
  return `${MARKS[trial.outcome][1]} ${id}  ${trial.outcome}: ${trial.said}${again}${left}`;
}

/** The card of a machine. */
export function validationCard(validation: Validation, paper: Paper): string {
  const lines: Line[] = [
    ...heading(validation),
    [],
    ...validation.cases.flatMap((one) => caseLines(one, paper)),
    ...validation.notRun.flatMap(({ id, what, why }) => [
      [span('quiet', '-'), ` ${id}  ${what}`],
      ...labelled('', `not run: ${why}`, paper),
    ]),
    [],
    ...labelLines(validation.labels),
    ...answerLines(validation, paper),
  ];
  return `${lines.map((line) => renderLine(line, paper)).join('\n')}\n`;
}

function heading({ mode, answers, tookS, lab, machine, warnings }: Validation): Line[] {
  const { cpuModel, virtualMachine, serverCpus, loadCpus, kernel } = machine;
  const where = [
    cpuModel ?? '?',
    virtualMachine === null ? null : `virtual (${virtualMachine})`,
    `server cpus ${formatCpuList(serverCpus)}`,
    `load ${formatCpuList(loadCpus)}`,
    kernel,
    `node ${lab.node}`,
  ];
  return [
    [span('strong', 'ground truth'), ` · ${mode} · ${count(answers.all)} answers in ${timeSpan(tookS)}`],
    [cleanText(where.filter((part) => part !== null).join(' · '))],
    ...warnings.map(({ message }): Line => [span('warn', '!'), ` ${cleanText(message)}`]),
  ];
}

function caseLines(one: CaseRecord, paper: Paper): Line[] {
  const right = one.trials.filter(({ outcome }) => outcome === 'right');
  const least = (one.least ?? 0) === 0 || right.length === one.trials.length ? '' : `, ${one.least} needed`;
  const first = right[0] === undefined ? '' : `: ${right[0].said}`;
  return [
    [mark(one.outcome), ` ${one.id}  ${one.what}`],
    ...labelled('truth', `${one.truth} (${one.tolerance})`, paper),
    ...labelled('said', `${right.length} of ${one.trials.length} right${least}${first}`, paper),
    ...one.trials
      .filter(({ outcome }) => outcome !== 'right')
      .flatMap(({ outcome, said }) => labelled('', `${MARKS[outcome][1]} ${outcome}: ${said}`, paper)),
  ];
}

function mark(outcome: CaseRecord['outcome']): Span {
  return span(...MARKS[outcome]);
}

function labelled(label: string, text: string, { columns }: Paper): Line[] {
  const taken = INDENT.length + LABEL_COLUMNS;
  const room = columns === null ? null : Math.max(20, columns - taken);
  return wrapText(cleanText(text), room).map(
    (part, i): Line => [INDENT, span('quiet', pad(i === 0 ? label : '', LABEL_COLUMNS)), part],
  );
}

function labelLines(labels: Validation['labels']): Line[] {
  if (labels === null) return [];
  const share = labels.rightShare === null ? '' : ` (${percent(labels.rightShare)})`;
  return [
    [span('strong', 'labels'), ', what was caused by what was said'],
    ...confusionTable(labels.confusion),
    [`${labels.right} of ${labels.told} labels right${share}; at least ${labels.least} have to be`],
  ];
}

const WORDS: Readonly<Record<Validation['outcome'], string>> = {
  passed: 'passed: what was known beforehand is what the lab said',
  failed: 'failed: the lab was wrong where the truth was known',
  'cannot-tell': 'cannot tell: too many answers were noise',
};

function answerLines({ answers, outcome, cases }: Validation, { columns }: Paper): Line[] {
  const { all, right, wrong, noise, noiseCap, measuredAgain } = answers;
  const noisy = `${noise} noise (${percent(all === 0 ? 0 : noise / all)}; ${percent(noiseCap)} may be)`;
  const again = `${measuredAgain} measured again for noise`;
  const untold = cases
    .filter((one) => one.outcome === 'cannot-tell')
    .map(({ id }) => id)
    .join(', ');
  return [
    [`${all} answers: ${right} right, ${wrong} wrong, ${noisy}; ${again}`],
    ...wrapText(
      `${WORDS[outcome]}${untold === '' ? '' : `; nothing is known of ${untold}`}`,
      columns === null ? null : columns - 2,
    ).map((part, i): Line => (i === 0 ? [mark(outcome), ` ${part}`] : [`  ${part}`])),
  ];
}
