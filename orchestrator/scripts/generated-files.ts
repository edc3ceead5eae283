import { z } from 'zod';
import { runSchema } from '../src/domain/run-schema.ts';
import { scenarioFileSchema } from '../src/domain/scenario-schema.ts';

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
  ];
}

function jsonSchema(schema: z.ZodType, title: string): string {
  return `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input' }), title }, null, 2)}\n`;
}
