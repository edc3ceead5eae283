import { z } from 'zod';
import { attackLineSchema } from '../src/domain/attack-schema.ts';
import { calibrationSchema } from '../src/domain/calibration-schema.ts';
import { runSchema } from '../src/domain/run-schema.ts';
import { scenarioFileSchema } from '../src/domain/scenario-schema.ts';
import { THRESHOLDS } from '../src/domain/thresholds.ts';
import { validationSchema } from '../src/domain/truth/validation-schema.ts';

/** What docs/schema holds, by path in the repository; a test compares it with what is committed. */
export function generatedFiles(): [path: string, text: string][] {
  return [
    [
      'docs/schema/scenario.schema.json',
      jsonSchema(
        scenarioFileSchema,
        'A scenario of Framework Lab: what load to offer, and what counts as held.',
      ),
    ],
    [
      'docs/schema/run.schema.json',
      jsonSchema(runSchema, 'run.json: everything a run of Framework Lab saw.'),
    ],
    [
      'docs/schema/calibration.schema.json',
      jsonSchema(
        calibrationSchema,
        'calibrate --output json: what the generators can offer, and how busy load CPUs slow the service.',
      ),
    ],
    [
      'docs/schema/attack-line.schema.json',
      jsonSchema(
        attackLineSchema,
        'A line of attack --output ndjson: a second, or, last, what the attack came to; or why it did not.',
      ),
    ],
    [
      'docs/schema/validation.schema.json',
      jsonSchema(validationSchema, 'What `lab validate --output json` prints: the card of a machine.'),
    ],
  ];
}

const BEGIN = '<!-- thresholds: written by orchestrator/scripts/write-schemas.ts -->';
const END = '<!-- end of thresholds -->';

/** The text of docs/METHODOLOGY.md with its table of thresholds as the code has them. */
export function withThresholds(methodology: string): string {
  const [from, to] = [methodology.indexOf(BEGIN), methodology.indexOf(END)];
  if (from < 0 || to < from)
    throw new Error('docs/METHODOLOGY.md has lost the marks of its table of thresholds');
  const rows = Object.entries(THRESHOLDS).map(
    ([name, { value, unit, what, why }]) => `| \`${name}\` | ${value} ${unit} | ${what} | ${why} |`,
  );
  const table = ['| name | value | decides | why |', '| --- | --- | --- | --- |', ...rows].join('\n');
  return `${methodology.slice(0, from)}${BEGIN}\n${table}\n${methodology.slice(to)}`;
}

function jsonSchema(schema: z.ZodType, title: string): string {
  return `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input' }), title }, null, 2)}\n`;
}
