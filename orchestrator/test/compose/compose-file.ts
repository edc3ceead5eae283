import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readComposeContenders } from '../../src/adapters/compose/compose-contenders.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import { LabError } from '../../src/domain/errors.ts';

/** What every contender of the tests has; a block merges it with `<<: *common`. */
export const COMMON = `x-common: &common
  image: test/one:1
  profiles: [contenders]
  cpuset: "0"
  user: "1000:1000"
  environment: &settings { HOST: 0.0.0.0, PORT: 8080, WORKERS: auto }
  mem_limit: 512m
  pids_limit: 64
  read_only: true
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
x-lab-common: &lab { role: contender, readiness: /healthz, routes: [GET /api/dummy], telemetry: true }
`;

/** A folder with a Compose file, that goes when the test does. */
export class ComposeFolder implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'framework-lab-compose-'));

  constructor(text: string) {
    this.write('some.yml', text);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(env: Readonly<Record<string, string>> = {}): Promise<readonly ContenderSpec[]> {
    return readComposeContenders('/nowhere', { file: 'some.yml', cwd: this.folder, env });
  }

  /** What a person is told is wrong. */
  async problems(env: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const error = await this.read(env).then(
      () => null,
      (reason) => reason,
    );
    if (!(error instanceof LabError)) throw new Error(`no LabError, but ${String(error)}`);
    if (error.code !== 'LAB_CATALOGUE_INVALID' || error.exitCode !== 2) throw error;
    return error.seen.map(([, text]) => text);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
