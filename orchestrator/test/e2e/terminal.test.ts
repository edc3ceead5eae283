import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  expectNoStack,
  expectNothingLeft,
  LabHome,
  type RunningLab,
  SLOW,
  type Start,
  until,
} from './lab-cli.ts';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const RUN = ['run', '--scenario', 'tiny.yaml'];

/** util-linux's `script` is the terminal; it answers with the program's exit code. */
const hasTerminal = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';

function inTerminal(columns: number): Start {
  return {
    env: { TERM: 'xterm' },
    through: (command) => {
      const quoted = command.map((word) => `'${word}'`).join(' ');
      return ['script', '-qfec', `stty cols ${columns} rows 40; exec ${quoted}`, '/dev/null'];
    },
  };
}

/** The terminal that the programs under `script` write to. */
function terminalOf(lab: RunningLab): string {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = spawnSync('cut', ['-d', ' ', '-f4', `/proc/${pid}/stat`], { encoding: 'utf8' });
    if (parent.stdout?.trim() === String(lab.pid)) return readlinkSync(`/proc/${pid}/fd/2`);
  }
  throw new Error('script has no child');
}

describe.skipIf(!hasTerminal).concurrent('in a terminal', SLOW, () => {
  it('draws a window, moves, and gives the cursor back', async () => {
    await using home = new LabHome();
    const { stdout, code, lab } = await home.lab(RUN, inTerminal(100));
    expect([0, 5], stdout).toContain(code);
    expect(stdout).toContain(HIDE);
    expect(stdout.lastIndexOf(SHOW)).toBeGreaterThan(stdout.lastIndexOf(HIDE));
    // Redrawn at least once a second of the four or more that it takes.
    expect(stdout.split('\u001b[2K').length).toBeGreaterThan(8);
    expect(stripVTControlCharacters(stdout)).toMatch(/step 1\/2 · 100\/s/);
    await expectNothingLeft(lab);
  });

  it('is plain, without cursor codes, 40 columns wide', async () => {
    await using home = new LabHome({ rates: [100] });
    const { stdout, code } = await home.lab(RUN, inTerminal(40));
    expect([0, 5], stdout).toContain(code);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
    expect(stdout).not.toMatch(/\u001b\[[?\d]*[A-HJKhl]/);
    expect(stdout).toMatch(/works {2}. step 1 · 100\/s/);
  });

  it('follows a resize, to narrow and back, and ends in order', async () => {
    await using home = new LabHome({ rates: [100, 120, 140, 160, 180, 200] });
    const lab = home.start(RUN, inTerminal(100));
    await until(() => lab.stdout.includes('warm-up'), 40_000);
    const terminal = terminalOf(lab);
    execFileSync('stty', ['-F', terminal, 'cols', '40']);
    await until(() => /\d\d:\d\d {2}works {2}. step \d/.test(lab.stdout), 40_000);
    const before = lab.stdout.split(HIDE).length;
    execFileSync('stty', ['-F', terminal, 'cols', '110']);
    await until(() => lab.stdout.split(HIDE).length > before, 40_000);
    const { stdout, code } = await lab.ended;
    expect([0, 5], stdout).toContain(code);
    expect(stdout.lastIndexOf(SHOW)).toBeGreaterThan(stdout.lastIndexOf(HIDE));
    expectNoStack(stdout);
  });

  it('ends at one Ctrl-C, with the cursor, the summary and how to go on', async () => {
    await using home = new LabHome({ rates: [100, 150, 200] });
    const lab = home.start(RUN, inTerminal(100));
    await until(() => home.stepsKept() > 0, 40_000);
    lab.child.stdin?.write('\u0003');
    const { stdout, code } = await lab.ended;
    expect(code, stdout).toBe(130);
    expect(stdout).toContain('SIGINT: stopping');
    expect(stdout).not.toContain('forced');
    expect(stdout.lastIndexOf(SHOW)).toBeGreaterThan(stdout.lastIndexOf(HIDE));
    expect(stdout).toMatch(/next +npm run lab -- run --scenario tiny.yaml --out \S+ --resume/);
    expect(home.record().state).toBe('interrupted');
    await expectNothingLeft(lab);
  });

  it('saves and ends in order when its terminal is closed', async () => {
    await using home = new LabHome({ rates: [100, 150, 200] });
    const lab = home.start(RUN, inTerminal(100));
    await until(() => home.stepsKept() > 0, 40_000);
    // Without `script` nobody holds the terminal: the lab gets SIGHUP, and whatever it writes fails.
    lab.child.kill('SIGKILL');
    await until(() => home.record().state !== 'running', 40_000);
    expect(home.record().state).toBe('interrupted');
    await expectNothingLeft(lab, 8000);
  });

  it('gives the cursor back at two Ctrl-C as well', async () => {
    await using home = new LabHome({ stepS: 5 });
    const lab = home.start(RUN, inTerminal(100));
    await until(() => lab.stdout.includes('warm-up'), 40_000);
    lab.child.stdin?.write('\u0003');
    await until(() => lab.stdout.includes('once more forces'), 5000);
    // The first may have ended it before a second is typed: then there is nothing to force.
    await new Promise((done) => setTimeout(done, 350));
    lab.child.stdin?.write('\u0003');
    const { stdout, code } = await lab.ended;
    expect(code, stdout).toBe(130);
    expect(stdout.lastIndexOf(SHOW)).toBeGreaterThan(stdout.lastIndexOf(HIDE));
    await expectNothingLeft(lab, 8000);
  });
});

describe.concurrent('without a terminal', SLOW, () => {
  it('prints one line per phase and step on stderr, no codes, and only the summary on stdout', async () => {
    await using home = new LabHome({ rates: [100] });
    const { stdout, stderr, code } = await home.lab(RUN);
    expect([0, 5], stderr).toContain(code);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
    expect(stderr.match(/works {2}. step 1 · 100\/s/g)?.length).toBeGreaterThan(0);
    expect(stdout).not.toContain('starting');
    expect(stdout).toMatch(/^contender +held to/m);
    expect(stdout).toMatch(/^files +\S*results\/\d{8}-/m);
    expect(stdout).toMatch(/^next +npm run lab -- /m);
  });

  it('is not disturbed by a reader that goes away', async () => {
    await using home = new LabHome({ rates: [100] });
    const { stdout, stderr, code, lab } = await home.lab(RUN, {
      through: (command) => {
        const quoted = command.map((word) => `'${word}'`).join(' ');
        return ['bash', '-c', `set -o pipefail; ${quoted} | head -n 1`];
      },
    });
    expect([0, 5], stderr).toContain(code);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expectNoStack(stderr);
    expect(home.record().state).toBe('finished');
    await expectNothingLeft(lab);
  });

  it('says nothing at all with --output quiet but the record', async () => {
    await using home = new LabHome({ rates: [100] });
    const { stdout, stderr, code } = await home.lab([...RUN, '--output', 'quiet']);
    expect(stdout).toBe('');
    if (code === 0) expect(stderr).toBe('');
    expect(home.record().state).toBe('finished');
  });
});
