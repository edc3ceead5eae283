import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ImagesOrder, prepareImages } from '../../src/adapters/docker/prepare-images.ts';
import type { ImageRecord } from '../../src/domain/run-record.ts';
import { testEngine } from '../docker/engine-fixture.ts';

/** A tiny Compose project of its own in a folder of its own, and what was built in it. Disposing removes both. */
export class ComposeProject implements Disposable {
  readonly id = randomBytes(5).toString('hex');
  readonly root = mkdtempSync(join(tmpdir(), 'framework-lab-compose-'));
  readonly progress: string[] = [];
  readonly #services: readonly string[];
  /** By id, too: a tag that was built again leaves its older image without a name. */
  readonly #images = new Set<string>();

  /** Each service by its Dockerfile. */
  constructor(dockerfiles: Readonly<Record<string, string>>) {
    this.#services = Object.keys(dockerfiles);
    const blocks = this.#services.map(
      (service) => `  ${service}:
    image: ${this.tag(service)}
    build: { context: ./${service}, args: { LAB_COMMIT: "\${LAB_COMMIT:-}", LAB_VERSION: "\${LAB_VERSION:-}" } }\n`,
    );
    writeFileSync(
      join(this.root, 'docker-compose.yml'),
      `name: framework-lab-test-${this.id}\nservices:\n${blocks.join('')}`,
    );
    for (const [service, text] of Object.entries(dockerfiles)) this.write(service, text);
  }

  write(service: string, dockerfile: string): void {
    mkdirSync(join(this.root, service), { recursive: true });
    writeFileSync(join(this.root, service, 'Dockerfile'), dockerfile);
  }

  tag(service: string): string {
    return `framework-lab-test/${this.id}-${service}:1`;
  }

  async prepare(services: readonly string[], changes: Partial<ImagesOrder> = {}) {
    this.progress.length = 0;
    const file = join(this.root, 'docker-compose.yml');
    const records = await prepareImages({
      engine: await testEngine(),
      builds: services.map((service) => ({ file, tracked: true, service, image: this.tag(service) })),
      pulls: [],
      commit: 'abc',
      dirty: false,
      version: '1.2.3',
      progress: (text) => this.progress.push(text),
      signal: AbortSignal.timeout(100_000),
      env: process.env,
      ...changes,
    });
    // What was there before is not ours to remove.
    const pulled = changes.pulls ?? [];
    for (const [tag, { id }] of records) if (!pulled.includes(tag)) this.#images.add(id);
    return records;
  }

  /** Programs that still run in the project's folder. */
  running(): string[] {
    const inFolder = (pid: string): boolean => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === this.root;
      } catch {
        return false;
      }
    };
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && inFolder(name));
  }

  [Symbol.dispose](): void {
    const images = [...this.#services.map((service) => this.tag(service)), ...this.#images];
    for (const image of images) spawnSync('docker', ['rmi', '--force', image], { stdio: 'ignore' });
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** One line of `docker image inspect`. */
export function inspect(record: ImageRecord | undefined, format: string): string {
  return execFileSync('docker', ['image', 'inspect', '--format', format, record?.id ?? ''], {
    encoding: 'utf8',
  }).trim();
}
