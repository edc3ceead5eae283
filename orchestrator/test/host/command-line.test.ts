import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { commandLine } from '../../src/adapters/host/process-stat.ts';

it.runIf(process.platform === 'linux')(
  'keeps the program and the script of a command that is too long for a line',
  async () => {
    const deep = `/nowhere/${'deep/'.repeat(60)}script.mjs`;
    const child = spawn(process.execPath, ['-e', 'setInterval(()=>{},1000)', deep], { stdio: 'ignore' });
    try {
      await once(child, 'spawn');
      const line = commandLine(child.pid ?? 0) ?? '';
      expect(line.length).toBeLessThanOrEqual(120);
      expect(line.startsWith(process.execPath.slice(0, 40))).toBe(true);
      expect(line.endsWith('/script.mjs')).toBe(true);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  },
);
