import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { build, formatMessages, type Message } from 'esbuild';
import { bundleOptions } from './bundle-options.ts';

// `node scripts/bundle.ts <entry> <outfile>`: what the Dockerfiles call; Node 26 runs it as it is.
const [entry, outfile] = process.argv.slice(2);
if (entry === undefined || outfile === undefined) {
  process.stderr.write('usage: node scripts/bundle.ts <entry> <outfile>\n');
  process.exit(2);
}

const root = resolve(import.meta.dirname, '..');
try {
  const { outputFiles } = await build(bundleOptions({ entry: resolve(entry), root }));
  mkdirSync(dirname(resolve(outfile)), { recursive: true });
  for (const { contents } of outputFiles) writeFileSync(outfile, contents);
} catch (error) {
  const { errors } = error as { readonly errors?: Message[] };
  if (errors === undefined) throw error;
  process.stderr.write((await formatMessages(errors, { kind: 'error' })).join(''));
  process.exitCode = 1;
}
