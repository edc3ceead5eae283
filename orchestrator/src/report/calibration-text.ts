import type { CalibrationDocument, Found } from '../domain/calibration.ts';
import { interferes } from '../domain/interference.ts';
import { formatObjective } from '../domain/objective.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { formatCpuList } from '../domain/units.ts';
import { rangeText, ratioText } from './comparison-text.ts';
import { warningLines } from './run-notes.ts';
import { cleanText } from './text/clean-text.ts';
import { type Line, type Paper, renderLine, span } from './text/line.ts';
import { count, percent, rate, timeSpan } from './text/numbers.ts';
import { tableLines } from './text/table.ts';
import { wrapText } from './text/wrap.ts';

/** The ceiling of each generator, and what busy load CPUs do to server CPUs. */
export function calibrationText(calibration: CalibrationDocument, paper: Paper): string {
  const { machine, cpus, runtime, node, connections, objective } = calibration;
  const prose = (text: string): Line[] =>
    wrapText(cleanText(text), paper.columns).map((part): Line => [part]);
  const lines: Line[] = [
    ...prose(
      `calibration · ${machine.cpuModel ?? '? CPU'} · service on CPUs ${formatCpuList(cpus.server)}, load on ${formatCpuList(cpus.load)} · ${runtime} · Node ${node} · ${formatObjective(objective)} · ${count(connections)} connections`,
    ),
    [],
    ...ceilingLines(calibration),
    ...prose(
      'A ceiling is the highest rate tried that was offered in full, on time, and answered within the objective by a responder that does nothing.',
    ),
    [],
    ...interferenceLines(calibration).flatMap((text) => prose(text)),
    ...warningLines(calibration).flatMap((note) =>
      wrapText(`! ${cleanText(note)}`, paper.columns, '  ').map((part): Line => [span('warn', part)]),
    ),
  ];
  return `${lines.map((line) => renderLine(line, paper)).join('\n')}\n`;
}

function ceilingLines({ ceilings, startedAt }: CalibrationDocument): Line[] {
  return tableLines(
    [
      { title: 'generator' },
      { title: 'ceiling', align: 'right' },
      { title: 'not delivered', align: 'right' },
      { title: 'trials', align: 'right' },
      { title: 'measured' },
    ],
    ceilings.map(({ generator, ratePerSec, nextPerSec, trials, ...found }) => [
      generator,
      `${nextPerSec === null ? '≥ ' : ''}${rate(ratePerSec)}`,
      nextPerSec === null ? '' : rate(nextPerSec),
      count(trials.length),
      ageText(found, startedAt),
    ]),
  );
}

function interferenceLines({
  interference,
  interferenceUnknown,
  cpus,
  startedAt,
}: CalibrationDocument): string[] {
  if (interference === null) return [`interference ?: ${interferenceUnknown}.`];
  const { ratio, confidence, pairRatios, pairsLeftOut } = interference;
  const limit = percent(THRESHOLDS.interferenceShare.value);
  const leftOut =
    pairsLeftOut === 0 ? '' : `; ${count(pairsLeftOut)} left out, others kept the load CPUs busy`;
  const [server, load] = [cpus.server, cpus.load].map(
    (list) => `${list.length === 1 ? 'CPU' : 'CPUs'} ${formatCpuList(list)}`,
  );
  const measured = `${ageText(interference, startedAt)}, from ${count(pairRatios.length)} pairs${leftOut}`;
  return [
    `interference ${ratioText(ratio)} × (${rangeText(interference)} with ${percent(confidence)} confidence), measured ${measured}.`,
    `The same work takes ${ratioText(ratio)} × the CPU time on ${server} while ${load} ${cpus.load.length === 1 ? 'is' : 'are'} busy. ${
      interferes(interference)
        ? `That is above ${limit}: what a service can do here depends on how busy the generator is, so compare contenders at the same rate only.`
        : interference.high > 1 + THRESHOLDS.interferenceShare.value
          ? `More than ${limit} cannot be excluded.`
          : `That is below ${limit}: it does not matter.`
    }`,
  ];
}

/** `now`, or how long before this calibration. */
function ageText({ cached, measuredAt }: Found, startedAt: string): string {
  if (!cached) return 'now';
  return `${timeSpan(Math.max(0, (Date.parse(startedAt) - Date.parse(measuredAt)) / 1000))} ago`;
}
