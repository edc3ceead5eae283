import type { ComparedMetric } from '../domain/compared-metrics.ts';
import type { ControlFinding } from '../domain/controls.ts';
import { rangeText, ratioText, sizeText } from './comparison-text.ts';
import { rate } from './text/numbers.ts';

/** What a run could have seen, by intervals as wide as those of its pairs. */
export function controlSentences(
  { metric, controls, ratePerSec }: ComparedMetric,
  findings: readonly ControlFinding[],
): string[] {
  return controls.map(({ control }) => {
    const found = findings.find((finding) => finding.control === control);
    if (found !== undefined) return `control: ${findingText(found, metric)}.`;
    const lacks = ratePerSec === null ? 'no capacity' : `no figure at ${rate(ratePerSec)}`;
    return `control: ${control} shows nothing: it has ${lacks} in every block.`;
  });
}

function findingText(
  { of, slowedBy, finding, ...ratio }: ControlFinding,
  metric: ComparedMetric['metric'],
): string {
  const seen = `${ratioText(ratio.ratio)} (${rangeText(ratio)})`;
  // Of a capacity, too: 5 % more CPU is 4.8 % less of it.
  const size = sizeText(slowedBy);
  const itself = metric === 'capacity' ? `${of} against itself, by capacity` : `${of} against itself`;
  const slowed = metric === 'capacity' ? `${size} slower ${of}` : `known ${size} on ${of}`;
  switch (finding) {
    case 'no-difference':
      return `${itself}: ${seen}: no difference was seen where there is none`;
    case 'false-difference':
      return `${itself}: ${seen}: a difference was seen where there is none; do not trust this run's differences`;
    case 'not-known':
      return `a ${slowed}: ${seen}: nothing to learn from, since the CPU is not what stopped both`;
    case 'seen':
      return `a ${slowed} was seen: ${seen}: a difference of ${size} would have shown here`;
    case 'seen-by-luck':
      return `a ${slowed} was seen, but by luck: ${seen}: with intervals as wide, most differences of ${size} would not have shown here`;
    case 'not-separated':
      return `a ${slowed} was not separated (${rangeText(ratio)}): a difference of ${size} would not have shown here`;
    case 'not-as-known':
      return `the ${slowed} was measured as ${seen}: that is not right, so do not trust the size of this run's differences`;
  }
}
