import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import { applySettings } from '../../src/app/apply-settings.ts';
import { runScenario } from '../../src/app/run.ts';
import type { LabEvent } from '../../src/domain/events.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { scenario } from '../lab/fakes.ts';
import { inMemoryLab } from './in-memory-lab.ts';

test('what a contender logged under load stands in summary.md once the run has ended', async () => {
  const results = mkdtempSync(join(tmpdir(), 'framework-lab-end-'));
  const store = fileStore(results, (record, logs) => ({ 'summary.md': summaryMarkdown(record, logs) }));
  let folder = '';
  const summary = () => readFileSync(join(folder, 'summary.md'), 'utf8');
  let before = '';
  const listen = (event: LabEvent): void => {
    if (event.type === 'run-started') folder = event.folder;
    if (event.type === 'run-finished') before = summary();
    if (event.type !== 'step-started' || event.step.contender !== 'a') return;
    const line = `${JSON.stringify({ time: event.wallMs, msg: 'would deadlock' })}\n`;
    appendFileSync(join(folder, 'logs', `a-${event.step.launch}.log`), line.repeat(10));
  };
  const settings = applySettings(
    scenario,
    { flags: { runtime: 'process', generator: 'builtin' }, env: {} },
    () => 7,
  );
  const { logs } = await runScenario(
    { ...inMemoryLab(), store: () => store },
    { settings, results, command: [], supplyAgain: [], resume: null, reproduces: null },
    listen,
    new AbortController().signal,
  );
  expect(logs.get('a')).toMatchObject([{ text: 'would deadlock', inLoad: true }]);
  expect(before).not.toContain('would deadlock');
  expect(summary()).toContain('- a logged ');
});
