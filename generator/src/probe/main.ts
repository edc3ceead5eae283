import { readFileSync } from 'node:fs';
import type { FromProbe, ProbeQuestion } from '@framework-lab/protocol/probe-messages';
import { endWithInput } from '../end-with-input.ts';
import { LineSplitter } from '../line-splitter.ts';
import { answerTo } from './answer.ts';

/** The contract probe: asks what it is told to ask, from inside the contenders' network. */
function say(message: FromProbe): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function allowedCpus(): string | null {
  try {
    return /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

const lines = new LineSplitter((line) => {
  if (line.trim() === '') return;
  let question: ProbeQuestion;
  try {
    question = JSON.parse(line) as ProbeQuestion;
  } catch {
    say({ type: 'error', id: -1, error: 'a line on stdin is not JSON' });
    return;
  }
  void answerTo(question).then(say);
});
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => lines.take(text));
endWithInput();
say({ type: 'ready', node: process.versions.node, cpus: allowedCpus() });
