import type { WorkDone, WorkOrder } from '@framework-lab/protocol/fixed-work-messages';
import { endWithInput } from '../end-with-input.ts';
import { LineSplitter } from '../line-splitter.ts';

/** 64 KiB: more than the first cache of a core, less than the second, so that both are part of it. */
const words = Int32Array.from({ length: 16_384 }, (_, i) => i);
/** Some 20 µs: long beside the look at the clock that follows, short beside any order. */
const PASSES = 4;

let result = 0;

/**
 * Four independent sums over the words: work that keeps the units and the caches of a core as busy as one
 * thread can, so that whoever shares them is felt. A chain of operations that wait for each other leaves
 * most units free for a neighbour, and finds no interference where there is some.
 */
function round(): void {
  let [a, b, c, d] = [result, 0, 0, 0];
  for (let pass = 0; pass < PASSES; pass++) {
    for (let i = 0; i < words.length; i += 4) {
      a = (a + (words[i] as number)) | 0;
      b ^= words[i + 1] as number;
      c = (c + (words[i + 2] as number) * 3) | 0;
      d ^= (words[i + 3] as number) << 1;
    }
  }
  result = a ^ b ^ c ^ d;
}

function work({ forMs }: WorkOrder): WorkDone {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  let rounds = 0;
  let nowMs = startedMs;
  for (; nowMs - startedMs < forMs; nowMs = performance.now()) {
    round();
    rounds++;
  }
  const { user, system } = process.cpuUsage(before);
  return { rounds, cpuUs: user + system, wallUs: Math.round((nowMs - startedMs) * 1000) };
}

const lines = new LineSplitter((line) => process.stdout.write(`${JSON.stringify(work(JSON.parse(line)))}\n`));
endWithInput();
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => lines.take(text));
