import { type Attack, type Bar, milliseconds, type Round, type Seen } from './cross-check.ts';
import type { Disturbance, MachineFacts } from './machine-facts.ts';

export interface CrossCheck {
  readonly rounds: readonly Round[];
  readonly bars: readonly Bar[];
  /** Rounds that were done again, since the lab said that it was late. */
  readonly again: number;
  /** Whether service and generators came before all neighbours on the machine. */
  readonly cameFirst: boolean;
  /** Of vegeta. */
  readonly version: string;
  readonly load: Pick<Attack, 'ratePerSec' | 'durationS' | 'connections'>;
  readonly machine: MachineFacts;
  readonly disturbance: Disturbance;
  readonly date: Date;
}

const [BEGIN, END] = ['<!-- made by npm run bench:vegeta -- --write -->', '<!-- end of bench:vegeta -->'];

/** In Markdown. */
export function reportLines(check: CrossCheck): string[] {
  const { rounds, bars, again, cameFirst, version, load, machine, disturbance, date } = check;
  const { ratePerSec, durationS, connections } = load;
  return [
    '## Beside vegeta',
    '',
    `\`npm run bench:vegeta\`, ${date.toISOString().slice(0, 10)}: vegeta ${version} and the lab's generator in turns at one service (node-http, one worker),`,
    `${ratePerSec.toLocaleString('en-US')}/s for ${durationS} s, ${connections} connections, each on one CPU and the service on another; ${rounds.length} rounds, each with the`,
    'lab once and vegeta twice. Latency is from the moment at which a request was really sent, which is all that vegeta tells.',
    '',
    `${machine.cpu}, ${machine.cpuCount} CPUs, ${machine.system}, Node ${machine.node}; load average ${disturbance.loadAverage1.toFixed(1)}, ${(disturbance.stealShare * 100).toFixed(1)} % of CPU time stolen; ${cameFirst ? 'service and generators before their neighbours (`--first`)' : 'no priority over neighbours'}; ${again} rounds done again, since the lab itself said that it was late.`,
    '',
    '| what | wanted | seen | |',
    '| --- | --- | --- | --- |',
    ...bars.map(
      ({ what, wanted, seen, passed }) => `| ${what} | ${wanted} | ${seen} | ${passed ? '✓' : '✗'} |`,
    ),
    '',
    p99Sentence(bars),
    '',
    '| round | lab p50 | vegeta p50 | lab p99 | vegeta p99 |',
    '| --- | --- | --- | --- | --- |',
    ...rounds.map(
      (round, i) =>
        `| ${i + 1} | ${cells(round, ({ p50Ms }) => p50Ms)} | ${cells(round, ({ p99Ms }) => p99Ms)} |`,
    ),
  ];
}

function p99Sentence(bars: readonly Bar[]): string {
  return bars.at(-1)?.passed === true
    ? 'The bar for p99 is as wide as the noise of these rounds: of a difference below it nothing can be said.'
    : 'The two do not say the same p99 here: they are further apart than the noise of these rounds. Which is right this does not tell.';
}

function cells({ lab, vegeta }: Round, of: (seen: Seen) => number): string {
  return `${milliseconds(of(lab))} | ${vegeta.map((seen) => milliseconds(of(seen))).join(', ')}`;
}

/** The page with this section instead of its last one. */
export function withSection(page: string, lines: readonly string[]): string {
  const section = [BEGIN, ...lines, END].join('\n');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  return from < 0 || to < 0
    ? `${page.trimEnd()}\n\n${section}\n`
    : `${page.slice(0, from)}${section}${page.slice(to + END.length)}`;
}
