import { endWithInput } from './end-with-input.ts';
import { LineSplitter } from './line-splitter.ts';
import { Session } from './session.ts';

/**
 * The generator process: one JSON document per line in, one per line out, and it ends when stdin
 * does, whatever it is doing, so that it cannot outlive the lab. Writes to a pipe do not block it.
 */
const session = new Session((message) => process.stdout.write(`${JSON.stringify(message)}\n`));
const lines = new LineSplitter((line) => session.hear(line));

// A fault of ours is said in the language of the lab, too; its trace goes to stderr.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  const fault = { type: 'error', step: null, code: 'GENERATOR_FAULT', message: error.message };
  process.stdout.write(`${JSON.stringify(fault)}\n`, () => process.exit(1));
});
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => lines.take(text));
endWithInput();
session.begin();
