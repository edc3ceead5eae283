import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

/** Writes docs/schema from the schemas in the code: `sh scripts/node.sh --import tsx orchestrator/scripts/write-schemas.ts`. */
const root = join(import.meta.dirname, '..', '..');
await mkdir(join(root, 'docs', 'schema'), { recursive: true });
for (const [path, text] of generatedFiles()) await writeFile(join(root, path), text);
