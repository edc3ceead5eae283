import { join, resolve } from 'node:path';
import { prepareImages } from '../../src/adapters/docker/prepare-images.ts';
import { readLabFacts } from '../../src/adapters/host/lab-facts.ts';
import { testEngine } from '../docker/engine-fixture.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The tag of the generator's image, of this checkout as it is: as a run would have it. */
export async function generatorImage(): Promise<string> {
  const { version, commit, dirty } = readLabFacts(root, process.env);
  const image = `framework-lab/generator:${version}`;
  await prepareImages({
    engine: await testEngine(),
    builds: [{ file: join(root, 'docker-compose.yml'), service: 'generator', image, tracked: true }],
    pulls: [],
    commit,
    dirty: dirty ?? true,
    version,
    progress: () => undefined,
    signal: AbortSignal.timeout(300_000),
    env: process.env,
  });
  return image;
}
