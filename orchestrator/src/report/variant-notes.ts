import type { RunRecord } from '../domain/run-record.ts';
import { cleanText } from './text/clean-text.ts';

/** Nobody who reads of a variant may take it for the framework. */
export function variantNotes({ contenders }: Pick<RunRecord, 'contenders'>): string[] {
  return contenders.flatMap(({ id, framework, variant }) =>
    variant === undefined
      ? []
      : [cleanText(`${id} is not ${framework?.name ?? 'the service'} as it should be run: ${variant}.`)],
  );
}
