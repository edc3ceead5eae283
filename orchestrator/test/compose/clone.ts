import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { docker, ROOT } from './compose-project.ts';

/** All that Compose may need of the repository: what is not here is in no context and in no mount. */
const PARTS = [
  ...['docker-compose.yml', '.dockerignore', 'package.json', 'package-lock.json', '.npmrc', 'tsconfig.json'],
  ...[
    'scripts',
    'protocol',
    'generator',
    'services',
    'welcome',
    'k6',
    'grafana',
    'orchestrator',
    'scenarios',
  ],
];

/** A copy of the repository whose images have a tag of their own: nobody's own images are touched. */
export class Clone implements AsyncDisposable {
  readonly folder = join(mkdtempSync(join(tmpdir(), 'framework-lab-clone-')), 'framework-lab');
  /** Of its images. */
  readonly tag = `0.0.0-test-${randomBytes(4).toString('hex')}`;

  /** `ownVersion`: a lab that runs from it looks for its images by this tag, too. */
  constructor({ ownVersion = false }: { readonly ownVersion?: boolean } = {}) {
    for (const name of PARTS) {
      cpSync(join(ROOT, name), this.path(name), {
        recursive: true,
        filter: (path) => !/\/(node_modules|test)$/.test(path),
      });
    }
    this.#edit('docker-compose.yml', (text) =>
      text.replaceAll(/(image: framework-lab\/[a-z0-9-]+):\S+/g, `$1:${this.tag}`),
    );
    if (ownVersion) {
      // Not always: the packages of every image would be installed anew.
      this.#edit('package.json', (text) => text.replace(/("version": ")[^"]+/, `$1${this.tag}`));
    }
  }

  #edit(name: string, change: (text: string) => string): void {
    writeFileSync(this.path(name), change(readFileSync(this.path(name), 'utf8')));
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  image(name: string): string {
    return `framework-lab/${name}:${this.tag}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { stdout } = await docker([
      'image',
      'ls',
      '--quiet',
      '--filter',
      `reference=framework-lab/*:${this.tag}`,
    ]);
    const images = [...new Set(stdout.split('\n').filter((id) => id !== ''))];
    if (images.length > 0) await docker(['image', 'rm', '--force', ...images]);
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}
