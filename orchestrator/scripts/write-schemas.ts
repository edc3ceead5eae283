import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedFiles, withThresholds } from './generated-files.ts';

/**
 * Writes what the documentation takes from the code: docs/schema and the thresholds of
 * docs/METHODOLOGY.md. Run: `sh scripts/node.sh --import tsx orchestrator/scripts/write-schemas.ts`.
 */
const root = join(import.meta.dirname, '..', '..');
await mkdir(join(root, 'docs', 'schema'), { recursive: true });
for (const [path, text] of generatedFiles()) await writeFile(join(root, path), text);
const methodology = join(root, 'docs', 'METHODOLOGY.md');
await writeFile(methodology, withThresholds(await readFile(methodology, 'utf8')));
