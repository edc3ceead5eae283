import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Engine, ListedObject } from '../../src/adapters/docker/engine.ts';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import { parseOwner } from '../../src/adapters/docker/owner.ts';
import type { Clone } from './clone.ts';
import { type ComposeProject, cleanEnv, dockerOk, type Output, until } from './compose-project.ts';

const SCENARIO = `contenders: [node-http]
rates: [100]
step: { duration: 2s, leadIn: 100ms }
warmUp: { rate: 100, min: 1s, max: 1s }
timeout: 2s
requests: [{ name: dummy, path: /api/dummy }]
`;

const RUN = ['--scenario', 'tiny.yaml', '--generator', 'builtin'];

/** The service `lab` of a clone's docker-compose.yml, used as somebody without Node would. */
export class LabService {
  readonly #project: ComposeProject;
  readonly #engine: Engine;
  readonly #scenario: string;

  constructor(project: ComposeProject, clone: Clone, engine: Engine) {
    this.#project = project;
    this.#engine = engine;
    this.#scenario = clone.path('tiny.yaml');
    writeFileSync(this.#scenario, SCENARIO);
  }

  /** `docker compose run --rm lab <args>` to its end; `options` are of `docker compose run`. */
  run(args: readonly string[], options: readonly string[] = []): Promise<Output> {
    return this.#project.compose('run', '--rm', '-T', ...options, 'lab', ...args);
  }

  /** A tiny run, once no other lab holds its CPUs. */
  measure(): Promise<Output> {
    return onceFree(async () => {
      const ended = await this.run(RUN, this.#withScenario);
      return isBusy(ended.stderr) ? null : ended;
    });
  }

  /** Starts a long run and kills its container once a contender of it runs; gives the container's id. */
  killed(): Promise<string> {
    return onceFree(async () => {
      const { name, cwd, env } = this.#project;
      const long = ['run', '--rm', '-T', ...this.#withScenario, 'lab', ...RUN, '--step', '60s'];
      const child = spawn('docker', ['compose', '-p', name, ...long], {
        cwd,
        env: { ...cleanEnv(), ...env },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk) => {
        said += chunk;
      });
      const ended = new Promise<void>((done) => child.once('close', () => done()));
      try {
        const id = await this.#measuring(() => ({ said, over: child.exitCode !== null }));
        if (id !== null) await dockerOk(['kill', '--signal', 'KILL', id]);
        return id;
      } catch (error) {
        // Compose hands it on, and the lab ends in order.
        child.kill('SIGTERM');
        throw error;
      } finally {
        const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await ended;
        clearTimeout(limit);
      }
    });
  }

  /** Id of the lab's container, once a contender of it is warmed up; null where the CPUs were taken. */
  async #measuring(look: () => { said: string; over: boolean }): Promise<string | null> {
    let id: string | null = null;
    const reached = async (): Promise<boolean> => {
      const { said, over } = look();
      if (over && isBusy(said)) return true;
      if (over) throw new Error(`the lab has ended:\n${said}`);
      const own = await this.#ownContainer();
      const made = own === '' ? [] : await this.objectsOf(own);
      const runs = said.includes('warm-up') && made.some(({ labels }) => labels[LABEL.role] === 'contender');
      if (runs) id = own;
      return runs;
    };
    await until(reached, 60_000, 'a contender of the lab is warmed up');
    return id;
  }

  /** Containers, networks and CPU locks that the lab in this container made. */
  async objectsOf(container: string): Promise<ListedObject[]> {
    const owned = { [LABEL.owner]: '' };
    const all = await Promise.all([this.#engine.listContainers(owned), this.#engine.listNetworks(owned)]);
    return all.flat().filter(({ labels }) => parseOwner(labels[LABEL.owner])?.container === container);
  }

  async #ownContainer(): Promise<string> {
    const of = ['project', 'service'].map((what, i) => [
      '--filter',
      `label=com.docker.compose.${what}=${[this.#project.name, 'lab'][i]}`,
    ]);
    return (await dockerOk(['ps', '--quiet', '--no-trunc', ...of.flat()])).trim();
  }

  get #withScenario(): string[] {
    return ['--volume', `${this.#scenario}:/lab/tiny.yaml:ro`];
  }
}

const isBusy = (stderr: string): boolean => stderr.includes('LAB_CPUS_BUSY');

/** Again and again while another lab has the CPUs, which is somebody else's. */
async function onceFree<T>(attempt: () => Promise<T | null>): Promise<T> {
  let made: T | null = null;
  const free = async () => {
    made = await attempt();
    return made !== null;
  };
  await until(free, 180_000, 'no other lab holds the CPUs');
  return made as T;
}
