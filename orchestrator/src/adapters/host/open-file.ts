import { spawn } from 'node:child_process';
import { LabError } from '../../domain/errors.ts';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
const FREE_DESKTOP = ['xdg-open'] as const;
/** Some openers become the browser and stay: one that has not given up by then has found something. */
const GIVES_UP_MS = 2000;

/** Opens a file as a double click does; what it is opened with is not ours to end. Throws LAB_OPENER_MISSING. */
export function openFile(file: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  const [program, ...words] = OPENERS[platform] ?? FREE_DESKTOP;
  return new Promise((opened, refused) => {
    const child = spawn(program, [...words, file], { detached: true, stdio: 'ignore' });
    const patience = setTimeout(opened, GIVES_UP_MS);
    const giveUp = (said: string): void => {
      clearTimeout(patience);
      refused(openerMissing(file, program, said));
    };
    child.once('error', ({ message }) => giveUp(message));
    child.once('exit', (code) => {
      if (code !== 0) return giveUp(`exit code ${code}`);
      clearTimeout(patience);
      opened();
    });
    child.unref();
  });
}

function openerMissing(file: string, program: string, said: string): LabError {
  return new LabError('LAB_OPENER_MISSING', 'Nothing here opens a page in a browser.', {
    seen: [
      ['tried', program],
      ['said', said],
    ],
    fix: [`open it yourself: ${file}`],
  });
}
