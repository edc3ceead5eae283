import { connect } from 'node:net';
import { dockerOk } from './compose-project.ts';

/** A program for `node -e` that may `say` one thing, as JSON. */
export function program(body: string): string {
  return `const fs = require('fs'); const say = (what) => console.log(JSON.stringify(what)); ${body}`;
}

/** Runs a program in a container, and gives what it said. */
export async function inside(container: string, body: string): Promise<unknown> {
  return JSON.parse(await dockerOk(['exec', container, 'node', '-e', program(body)]));
}

/** Says the user, CPUs, capabilities and memory of the container's first process, and which paths it can write. */
export function tryLimits(paths: readonly string[]): string {
  return `
    const status = fs.readFileSync('/proc/1/status', 'utf8');
    const field = (name) => status.match(new RegExp('^' + name + ':\\\\s*(\\\\S+)', 'm'))[1];
    const attempt = (path) => {
      try { fs.writeFileSync(path, 'x'); return 'written'; } catch (error) { return error.code; }
    };
    say({
      uid: process.getuid(),
      cpus: field('Cpus_allowed_list'),
      capabilities: [field('CapEff'), field('CapPrm'), field('CapBnd')].map((mask) => parseInt(mask, 16)),
      noNewPrivileges: field('NoNewPrivs'),
      memory: process.constrainedMemory(),
      writes: ${JSON.stringify(paths)}.map(attempt),
    });`;
}

/** Says for each `host:port` whether it could be connected to, or why not. */
export function reachAll(targets: readonly string[]): string {
  return `
    const reach = (target) => new Promise((done) => {
      const [host, port] = target.split(':');
      const socket = require('net').connect({ host, port: Number(port), timeout: 1500 });
      const end = (what) => { socket.destroy(); done([target, what]); };
      socket.once('connect', () => end('connected')).once('timeout', () => end('timeout'));
      socket.once('error', (error) => end(error.code));
    });
    Promise.all(${JSON.stringify(targets)}.map(reach)).then((all) => say(Object.fromEntries(all)));`;
}

/** The same from here. */
export function reach(host: string, port: number): Promise<string> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: 1500 });
    const end = (what: string): void => {
      socket.destroy();
      done(what);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('timeout'));
    socket.once('error', (error) => end((error as NodeJS.ErrnoException).code ?? 'error'));
  });
}
