import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareImages } from '../../src/adapters/docker/prepare-images.ts';
import { testEngine } from '../docker/engine-fixture.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The tag of the generator's image, built from this checkout as it is. */
export async function generatorImage(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const image = `framework-lab/generator:${version}`;
  await prepareImages({
    engine: await testEngine(),
    builds: [{ file: join(root, 'docker-compose.yml'), service: 'generator', image }],
    pulls: [],
    // Without a commit the build cache is asked, so that the test is of this source.
    commit: null,
    dirty: false,
    version,
    progress: () => undefined,
    signal: AbortSignal.timeout(300_000),
    env: process.env,
  });
  return image;
}
