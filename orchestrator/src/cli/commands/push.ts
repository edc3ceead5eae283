import { join } from 'node:path';
import type { Command } from 'commander';
import type { LabApp } from '../../app/lab-app.ts';
import {
  DEFAULT_GRAFANA_URL,
  DEFAULT_INFLUX_URL,
  INFLUX_SETTINGS,
  type Pushed,
  type PushParts,
  push,
} from '../../app/push.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { DASHBOARD_UIDS, grafanaLink } from '../../domain/metrics/grafana-link.ts';
import { redactUrl } from '../../domain/redact.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { ProcessContext } from '../../process-context.ts';
import { jsonDocument } from '../../report/json-document.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { interruptible } from '../interrupts.ts';
import { addSettings } from '../setting-options.ts';

export interface PushContext extends CliContext {
  readonly app: LabApp & { readonly metrics: PushParts };
}

export function addPushCommand(program: Command, context: PushContext, _outcome: Outcome): void {
  const command = program
    .command('push')
    .argument('[run]', 'id of a run', 'latest')
    .description('write a run into InfluxDB, again or for the first time; nothing is doubled');
  addSettings(command, { ...INFLUX_SETTINGS, out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (id: string, flags: Record<string, unknown>) => {
    const { app, process } = context;
    const from = { flags, env: process.env };
    const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
    const named = given(INFLUX_SETTINGS.influx, from)?.value;
    const stack = named === undefined ? await app.stack() : null;
    const url = named ?? stack?.influxUrl ?? DEFAULT_INFLUX_URL;
    const grafana = given(INFLUX_SETTINGS.grafana, from)?.value ?? stack?.grafanaUrl ?? DEFAULT_GRAFANA_URL;
    const globals = globalOptions(flags);
    const store = app.store(results);
    // By the folder: a copied or renamed one holds another id in its record.
    const stored = await store.idOf(id);
    const record = await store.load(stored);
    using interrupts = interruptible(process, () => undefined);
    const progress = progressLine(process, globals.output === 'auto' || globals.output === 'live');
    const run = { folder: join(results, stored), record, url };
    const pushed = await push(app.metrics, run, progress.show, interrupts.signal).finally(progress.end);
    const link = linkTo(grafana, record);
    if (globals.output === 'json') {
      process.stdout.write(jsonDocument({ run: record.id, ...pushed, grafana: link }));
    } else if (globals.output !== 'quiet') process.stdout.write(pushText(record, pushed, url, link));
  });
}

/** One line that is written over again, on a terminal only. */
function progressLine({ stderr }: ProcessContext, wanted: boolean) {
  const shown = wanted && stderr.isTerminal;
  return {
    show: ({ written }: { readonly written: number }): void => {
      if (shown) stderr.write(`\r${written.toLocaleString('en-US')} points written`);
    },
    end: (): void => {
      if (shown) stderr.write('\r\x1b[K');
    },
  };
}

function linkTo(grafana: string, record: RunRecord): string {
  const ends = record.steps.map((step) => Date.parse(step.startedAt) + step.durationS * 1000);
  const startMs = Date.parse(record.startedAt);
  const endMs = record.endedAt === null ? Math.max(startMs, ...ends) : Date.parse(record.endedAt);
  return redactUrl(
    grafanaLink(grafana, { uid: DASHBOARD_UIDS.live, run: record.id, fromMs: startMs, toMs: endMs }),
  );
}

function pushText(record: RunRecord, pushed: Pushed, url: string, link: string): string {
  const count = (n: number): string => n.toLocaleString('en-US');
  const { points, written, refused, missing } = pushed;
  return [
    `${record.id}: ${count(written)} of ${count(points)} points are in ${redactUrl(url)}`,
    ...(refused === null ? [] : [`! the others were refused: ${refused}`]),
    ...(missing.length === 0 ? [] : [`! not kept by the lab that ran it: ${missing.join('; ')}`]),
    `Grafana  ${link}`,
    '',
  ].join('\n');
}
