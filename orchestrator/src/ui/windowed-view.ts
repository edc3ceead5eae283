import type { LabEvent } from '../domain/events.ts';
import type { Clock } from '../ports/clock.ts';
import type { View } from '../ports/view.ts';
import type { TerminalSink } from '../process-context.ts';
import { cleanText } from '../report/text/clean-text.ts';
import { renderLine } from '../report/text/line.ts';
import { EventTime } from './event-time.ts';
import { liveLines } from './live-lines.ts';
import { LogGate } from './log-gate.ts';
import { PlainWriter } from './plain-view.ts';
import { NO_RUN, runState } from './run-state.ts';
import { HIDE_CURSOR, SHOW_CURSOR, WindowPainter } from './window-painter.ts';

const REDRAW_MS = 250;
/** Narrower terminals get plain lines. */
export const LEAST_COLUMNS = 60;

export interface WindowStyle {
  readonly colour: boolean;
  readonly unicode: boolean;
}

/**
 * The live view: a window at the bottom of the terminal, redrawn four times a second where it
 * changed. While the terminal is narrower than `LEAST_COLUMNS` it prints plain lines instead.
 */
export function windowedView(terminal: TerminalSink, clock: Clock, style: WindowStyle): View {
  const closing = new AbortController();
  const painter = new WindowPainter();
  const gate = new LogGate();
  const time = new EventTime(clock);
  const plain = new PlainWriter((line) => terminal.write(`${line}\r\n`), style);
  const above: string[] = [];
  let state = NO_RUN;
  let resized = false;
  let cursorHidden = false;

  const columns = (): number => terminal.columns() ?? 80;
  const isNarrow = (): boolean => columns() < LEAST_COLUMNS;

  const draw = (): void => {
    const nowMs = time.nowMs();
    let out = resized ? painter.eraseReflowed(Math.max(1, columns())) : '';
    resized = false;
    if (isNarrow()) {
      put(cursorHidden ? `${out}${SHOW_CURSOR}` : out);
      cursorHidden = false;
      plain.tick(state, nowMs);
      return;
    }
    if (!cursorHidden) out += HIDE_CURSOR;
    cursorHidden = true;
    const logs = [...above.splice(0), ...gate.notices(nowMs)];
    const paper = { columns: columns(), ...style };
    if (logs.length > 0) out += painter.printAbove(logs.map((text) => renderLine([text], paper)));
    // One row stays free, so that the window never scrolls the terminal by itself.
    const rows = Math.max(1, (terminal.rows() ?? 24) - 1);
    put(out + painter.redraw(liveLines(state, { ...paper, rows, nowMs })));
  };

  const put = (text: string): void => {
    if (text !== '') terminal.write(text);
  };

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      if (state.firstAtMs !== null) draw();
      await clock.sleep(REDRAW_MS, closing.signal).catch(() => undefined);
    }
  };
  const stopFollowing = terminal.onResize(() => {
    resized = true;
  });
  void run();

  return {
    handle(event: LabEvent): void {
      if (closing.signal.aborted) return;
      time.seen(event);
      state = runState(state, event);
      if (isNarrow()) {
        plain.write(state, event);
      } else if (event.type === 'log') {
        const line = gate.admit(cleanText(event.from), cleanText(event.line), event.atMs);
        if (line !== null) above.push(line);
      }
    },
    close(): void {
      if (closing.signal.aborted) return;
      closing.abort();
      stopFollowing();
      if (!isNarrow() && state.firstAtMs !== null) draw();
      put(`${painter.leave()}${cursorHidden ? SHOW_CURSOR : ''}`);
    },
  };
}
