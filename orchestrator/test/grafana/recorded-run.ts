import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { PushParts } from '../../src/app/push.ts';
import { EXIT } from '../../src/domain/exit-codes.ts';
import { encodePoint } from '../../src/domain/metrics/line-protocol.ts';
import { replay } from '../../src/domain/metrics/replay.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { parseRunRecord } from '../../src/domain/run-schema.ts';

const root = resolve(import.meta.dirname, '../../..');

export interface RecordedRun {
  readonly record: RunRecord;
  readonly folder: string;
  readonly lines: readonly string[];
}

/** Runs `smoke` by the command that users have. Gives the run's folder. */
export async function record(scratch: string, flags: readonly string[]): Promise<string> {
  const out = mkdtempSync(join(scratch, 'results-'));
  const command = ['scripts/node.sh', '--import', 'tsx', 'orchestrator/src/main.ts', '--scenario', 'smoke'];
  const where = ['--runtime', 'process', '--generator', 'builtin', '--out', out, '--output', 'quiet'];
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, LAB_STATE_DIR: join(scratch, 'state') };
  const ended = promisify(execFile)('sh', [...command, ...where, ...flags], {
    cwd: root,
    env,
    timeout: 90_000,
  });
  await ended.catch((error: { readonly code?: number }) => {
    // On a machine too noisy for one valid step there still is a run, with all of its points.
    if (error.code !== EXIT.noValidStep) throw error;
  });
  return join(out, readdirSync(out).find((name) => name.includes('smoke')) as string);
}

/** With the points that the run itself kept; those of its other files where its lab kept none. */
export async function recordedRun(folder: string, parts: PushParts): Promise<RecordedRun> {
  const run = parseRunRecord(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  const kept = await parts.metrics(folder);
  const lines: string[] = [];
  if (kept !== null) for await (const batch of kept) lines.push(...batch);
  else {
    const { points } = replay(await parts.storedRun(folder, run));
    lines.push(...points.flatMap((one) => encodePoint(one) ?? []));
  }
  return { record: run, folder, lines };
}
