import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { statsSampler } from '../../src/adapters/docker/container-sampler.ts';
import { verifyPinning } from '../../src/adapters/docker/verify-pinning.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { nodeOrder, testEngine, until, withContainers } from './engine-fixture.ts';

const IDLE = 'setInterval(() => {}, 1000)';

/** Runs a program that prints one JSON line, and gives it. */
async function told(program: string): Promise<unknown> {
  return withContainers(async (containers) => {
    const lines: string[] = [];
    const errors: string[] = [];
    const container = await containers.start(
      nodeOrder('tells', program, {
        cpus: [1],
        onStdoutLine: (line) => lines.push(line),
        onStderrLine: (line) => errors.push(line),
      }),
    );
    await container.exited;
    expect(errors).toEqual([]);
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0] ?? '') as unknown;
  });
}

/** IPv4 addresses of this host that others could use. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
}

describe('a container of the lab, tried from inside', () => {
  it('may write nowhere, has no capability, cannot gain one, and is nobody', async () => {
    const seen = await told(`
      const fs = require('node:fs');
      const attempt = (path) => { try { fs.writeFileSync(path, 'x'); return 'written'; } catch (error) { return error.code; } };
      const status = fs.readFileSync('/proc/self/status', 'utf8');
      const field = (name) => new RegExp('^' + name + ':\\\\s*(\\\\S+)', 'm').exec(status)[1];
      let remounted; try { require('node:child_process').execFileSync('mount', ['-o', 'remount,rw', '/'], { stdio: 'pipe' }); remounted = true; } catch { remounted = false; }
      console.log(JSON.stringify({
        root: attempt('/x'), tmp: attempt('/tmp/x'), etc: attempt('/etc/passwd'), remounted,
        uid: process.getuid(), capabilities: field('CapEff') + field('CapPrm') + field('CapBnd'),
        noNewPrivileges: field('NoNewPrivs'), cpus: field('Cpus_allowed_list'),
      }));`);
    expect(seen).toEqual({
      root: 'EROFS',
      tmp: 'EROFS',
      etc: expect.stringMatching(/^(EROFS|EACCES)$/),
      remounted: false,
      uid: 65_534,
      capabilities: '0'.repeat(48),
      noNewPrivileges: '1',
      cpus: '1',
    });
  });

  it('has no way out: no route, no host, no name server, though it can reach its neighbour', async () => {
    await withContainers(async (containers) => {
      const server = await containers.start(
        nodeOrder(
          'server',
          "require('node:http').createServer((q, r) => r.end('ok')).listen(8080, '0.0.0.0')",
        ),
      );
      // Where the host usually stands on such a network, and everywhere that it really stands.
      const hosts = [server.address.replace(/\.\d+$/, '.1'), ...ownAddresses()];
      const lines: string[] = [];
      const client = await containers.start(
        nodeOrder(
          'client',
          `
          const net = require('node:net');
          const resolver = new (require('node:dns/promises').Resolver)({ timeout: 1000, tries: 1 });
          const connect = (host, port) => new Promise((resolve) => {
            const socket = net.connect({ host, port, timeout: 3000 });
            const settle = (what) => { socket.destroy(); resolve(what); };
            socket.once('connect', () => settle('connected'));
            socket.once('timeout', () => settle('timeout'));
            socket.once('error', (error) => settle(error.code));
          });
          (async () => {
            let up = '';
            for (let i = 0; i < 100 && up !== 'connected'; i++) {
              up = await connect('${server.address}', 8080);
              if (up !== 'connected') await new Promise((r) => setTimeout(r, 100));
            }
            const own = Object.values(require('node:os').networkInterfaces()).flat().filter((one) => !one.internal);
            const taken = ['${server.address}', ...own.map(({ address }) => address)];
            const hosts = ${JSON.stringify(hosts)}.filter((address) => !taken.includes(address));
            const [internet, host, metadata, name] = await Promise.all([
              connect('1.1.1.1', 53),
              Promise.all(hosts.map((address) => connect(address, 22))),
              connect('169.254.169.254', 80),
              resolver.resolve4('example.com').then(() => 'resolved', (error) => error.code),
            ]);
            const families = own.map(({ family }) => family);
            console.log(JSON.stringify({ neighbour: up, families, internet, host, metadata, name }));
          })();`,
          { onStdoutLine: (line) => lines.push(line) },
        ),
      );
      await client.exited;
      const seen = JSON.parse(lines[0] ?? '{}') as Record<string, string | string[]>;
      expect(seen['neighbour']).toBe('connected');
      expect(seen['families']).toEqual(['IPv4']);
      // Refused would mean that somebody is there to be asked.
      const nobody = /^(ENETUNREACH|EHOSTUNREACH|timeout)$/;
      expect(seen['internet']).toMatch(nobody);
      expect(seen['metadata']).toMatch(nobody);
      for (const answer of seen['host'] ?? []) expect(answer).toMatch(nobody);
      expect(seen['name']).toMatch(/ETIMEOUT|ESERVFAIL|ENOTFOUND|EREFUSED/);
    });
  });

  it('is labelled, publishes no port, and has the limits that were ordered', async () => {
    await withContainers(async (containers, engine) => {
      const container = await containers.start(
        nodeOrder('limited', IDLE, { tmpfs: ['/tmp'], pidsLimit: 33, memoryBytes: 100 * 1024 ** 2 }),
      );
      const found = await engine.inspectContainer(container.id);
      expect(found.labels).toMatchObject({
        'framework-lab.run': containers.runId,
        'framework-lab.role': 'contender',
        'framework-lab.name': 'limited',
        'framework-lab.owner': expect.stringContaining(`"pid":${process.pid}`),
      });
      expect(container.name).toBe(`framework-lab-${containers.runId}-limited`);
      const host = found.hostConfig;
      expect(host).toMatchObject({
        Memory: 100 * 1024 ** 2,
        MemorySwap: 100 * 1024 ** 2,
        PidsLimit: 33,
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Privileged: false,
        RestartPolicy: { Name: 'no' },
      });
      expect(host['PortBindings'] ?? {}).toEqual({});
      expect(await engine.exec(container.id, ['sh', '-c', 'echo written > /tmp/x; cat /tmp/x'])).toBe(
        'written\n',
      );
    });
  });
});

describe('pinning', () => {
  it('is what the kernel says, and a difference is an error', async () => {
    await withContainers(async (containers) => {
      const container = await containers.start(nodeOrder('pinned', IDLE, { cpus: [1] }));
      expect(await container.allowedCpus()).toEqual([1]);
      expect(await verifyPinning(container, [1])).toBe(true);
      await expect(verifyPinning(container, [0, 1])).rejects.toMatchObject({
        code: 'LAB_PINNING_NOT_HONOURED',
      });
    });
  });

  it('to CPUs that do not exist is refused in our words, with the engine’s beside', async () => {
    const { facts } = await testEngine();
    await withContainers(async (containers, engine) => {
      const order = nodeOrder('nowhere', IDLE, { cpus: [facts.cpuCount + 3] });
      await expect(containers.start(order)).rejects.toMatchObject({
        code: 'LAB_CPUS_INVALID',
        seen: [['said', expect.stringMatching(/cpu/i)]],
      });
      expect(await engine.listContainers({ 'framework-lab.run': containers.runId })).toEqual([]);
    });
  });
});

describe('what a container prints', () => {
  it('arrives whole: a burst of a megabyte on both streams, and a last line without an end', async () => {
    await withContainers(async (containers) => {
      const out: string[] = [];
      const err: string[] = [];
      const container = await containers.start(
        nodeOrder(
          'prints',
          `
          const line = (i) => String(i).padStart(6, '0') + ' é '.repeat(14) + '\\n';
          let text = '';
          for (let i = 0; i < 20000; i++) text += line(i);
          process.stdout.write(text);
          for (let i = 0; i < 500; i++) process.stderr.write(line(i));
          process.stdout.write('the end');
          process.exitCode = 7;`,
          { onStdoutLine: (line) => out.push(line), onStderrLine: (line) => err.push(line) },
        ),
      );
      // Nothing is waited for after it: by its end every line has been delivered.
      expect(await container.exited).toMatchObject({ code: 7, signal: null, byLab: false });
      expect(out).toHaveLength(20_001);
      expect(out.at(-1)).toBe('the end');
      expect(
        out.slice(0, -1).every((line, at) => line === `${String(at).padStart(6, '0')}${' é '.repeat(14)}`),
      ).toBe(true);
      expect(err).toHaveLength(500);
    });
  });

  it('answers what is written to it, and ends with its input', async () => {
    await withContainers(async (containers) => {
      const lines: string[] = [];
      const container = await containers.start(
        nodeOrder('echoes', 'process.stdin.pipe(process.stdout)', {
          stdin: true,
          onStdoutLine: (line) => lines.push(line),
        }),
      );
      container.write('first\n');
      await until(() => lines.length === 1);
      container.write('second\n');
      container.endInput();
      expect(await container.exited).toMatchObject({ code: 0 });
      expect(lines).toEqual(['first', 'second']);
    });
  });
});

describe('what a container uses', () => {
  it('agrees with what it says itself, from its cgroup and from the engine alike', async () => {
    await withContainers(async (containers, engine) => {
      const usedUs: number[] = [];
      const container = await containers.start(
        nodeOrder(
          'burns',
          `
          const used = () => { const { user, system } = process.cpuUsage(); return user + system; };
          process.stdin.on('data', () => {
            const end = used() + 1e6;
            while (used() < end) Math.sqrt(end);
            console.log(used());
          });
          console.log(used());`,
          { stdin: true, onStdoutLine: (line) => usedUs.push(Number(line)) },
        ),
      );
      await until(() => usedUs.length === 1);
      const fromEngine = statsSampler(engine, container.id, systemClock);
      const [before, statsBefore] = [await container.sample(), await fromEngine.sample()];
      container.write('burn\n');
      await until(() => usedUs.length === 2);
      const after = await container.sample();
      // The engine tells once a second: one that is read after the end of the work.
      const askedMs = systemClock.nowMs();
      let statsAfter = statsBefore;
      await until(async () => {
        statsAfter = await fromEngine.sample();
        return statsAfter.atMs > askedMs;
      });
      fromEngine.close();

      const ownUs = (usedUs[1] ?? 0) - (usedUs[0] ?? 0);
      expect(ownUs).toBeGreaterThan(1e6);
      // Its idle threads before and after its own readings are what the difference may be.
      for (const [from, to] of [
        [before, after],
        [statsBefore, statsAfter],
      ] as const) {
        const seenUs = to.cpuUs - from.cpuUs;
        expect(Math.abs(seenUs - ownUs)).toBeLessThan(0.05 * ownUs);
      }
      expect(after.memoryMb).toBeGreaterThan(5);
      expect(after.memoryMb).toBeLessThan(256);
      expect(Math.abs(after.memoryMb - statsAfter.memoryMb)).toBeLessThan(0.2 * after.memoryMb + 2);
      if (engine.facts.onThisKernel) expect(after.processes).toBe(1);
      expect(after.throttling).toBeNull();

      await container.stop(0);
      expect(await container.sample()).toMatchObject({ cpuUs: after.cpuUs, memoryMb: after.memoryMb });
    });
  });
});

describe('the end of a container', () => {
  it('by SIGTERM within its grace is polite, by force after it, and leaves nothing', async () => {
    await withContainers(async (containers, engine) => {
      const polite = await containers.start(
        nodeOrder('polite', `process.on('SIGTERM', () => process.exit(0)); console.log('up'); ${IDLE}`),
      );
      const stubborn = await containers.start(
        nodeOrder('stubborn', `process.on('SIGTERM', () => {}); ${IDLE}`),
      );
      await polite.stop(10_000);
      await stubborn.stop(200);
      expect(await polite.exited).toEqual({ code: 0, signal: null, byLab: true, oomKilled: false });
      expect(await stubborn.exited).toMatchObject({ code: null, signal: 'SIGKILL', byLab: true });
      await polite.stop(0);
      expect(await engine.listContainers({ 'framework-lab.run': containers.runId })).toEqual([]);
    });
  });

  it('by somebody else, or by its memory, is told apart', async () => {
    await withContainers(async (containers, engine) => {
      const killed = await containers.start(nodeOrder('killed', IDLE));
      await engine.killContainer(killed.id, 'SIGKILL');
      expect(await killed.exited).toMatchObject({
        code: null,
        signal: 'SIGKILL',
        byLab: false,
        oomKilled: false,
      });

      const hungry = await containers.start(
        nodeOrder('hungry', 'const kept = []; for (;;) kept.push(Buffer.alloc(4 * 1024 * 1024, 1));', {
          memoryBytes: 64 * 1024 ** 2,
        }),
      );
      expect(await hungry.exited).toMatchObject({ signal: 'SIGKILL', byLab: false, oomKilled: true });
    });
  });

  it('that somebody else also cleaned away is an end all the same', async () => {
    await withContainers(async (containers, engine) => {
      const container = await containers.start(nodeOrder('removed', IDLE));
      await engine.removeContainer(container.id);
      await container.exited;
      await container.stop(1_000);
    });
  });
});

describe('an image', () => {
  it('that is not there is an error of its own', async () => {
    await withContainers(async (containers) => {
      const order = nodeOrder('x', IDLE, { image: 'framework-lab/nobody-made-this:1' });
      await expect(containers.start(order)).rejects.toMatchObject({ code: 'LAB_IMAGE_UNAVAILABLE' });
    });
  });
});
