import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RequestOrder } from '@framework-lab/protocol/load';
import type { LabContainer, LabContainers } from '../../src/adapters/docker/lab-container.ts';
import { prepareImages } from '../../src/adapters/docker/prepare-images.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { k6Generator } from '../../src/adapters/k6/k6-generator.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import type { LoadGenerator, LoadOrder } from '../../src/ports/load-generator.ts';
import { nodeOrder, testEngine } from './engine-fixture.ts';

const root = resolve(import.meta.dirname, '../../..');
export const PORT = 3000;
export const BODY = '{"message":"hello, world"}';

/** The tag of the k6 image, built from this checkout as it is. */
export async function k6Image(): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const image = `framework-lab/k6:${version}`;
  await prepareImages({
    engine: await testEngine(),
    builds: [{ file: join(root, 'docker-compose.yml'), service: 'k6', image, tracked: true }],
    pulls: [],
    // Without a commit the build cache is asked, so that the test is of these scripts.
    commit: null,
    dirty: false,
    version,
    progress: () => undefined,
    signal: AbortSignal.timeout(300_000),
    env: process.env,
  });
  return image;
}

/** A server of a few lines on CPU 0; `lines` is what it printed. */
export async function serve(
  containers: LabContainers,
  program: string,
): Promise<{ readonly container: LabContainer; readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const container = await containers.start(
    nodeOrder('server', program, { onStdoutLine: (line) => lines.push(line) }),
  );
  while (!lines.includes('ready')) await systemClock.sleep(20);
  return { container, lines };
}

export function request(
  head: string,
  more: { body?: string; headers?: string[]; expect?: object } = {},
): RequestOrder {
  const { body = '', headers = [], expect = {} } = more;
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const wire = [`${head} HTTP/1.1`, 'Host: lab.test:3000', ...headers, ...length, '', body].join('\r\n');
  const method = head.split(' ')[0] as string;
  const variant = {
    wire: Buffer.from(wire).toString('base64'),
    method,
    expect: { statuses: [200], ...expect },
  };
  return { name: head, weight: 1, variants: [variant] };
}

/** Containers that tell what was started of them. */
export function watched(containers: LabContainers): LabContainers & { readonly started: LabContainer[] } {
  const started: LabContainer[] = [];
  return {
    runId: containers.runId,
    started,
    async start(order) {
      const container = await containers.start(order);
      started.push(container);
      return container;
    },
    removeVolumes: (prefix) => containers.removeVolumes(prefix),
    [Symbol.asyncDispose]: () => containers[Symbol.asyncDispose](),
  };
}

export function k6On(containers: LabContainers, image: string): LoadGenerator {
  return k6Generator({ containers, image, clock: systemClock });
}

export interface Offer extends Partial<LoadOrder> {
  readonly target: LoadOrder['target'];
  readonly requests: readonly RequestOrder[];
}

/** One step with a generator of its own, on the last CPU but one: CPU 1 here. */
export async function offer(generator: LoadGenerator, step: Offer, signal?: AbortSignal): Promise<StepLoad> {
  const never = new AbortController().signal;
  await using session = await generator.open({ cpus: [1], logFile: null, signal: never });
  const order: LoadOrder = {
    id: 'step',
    ratePerSec: 200,
    durationS: 3,
    leadInS: session.leastLeadInS,
    timeoutMs: 5000,
    connections: 16,
    pacing: 'paced',
    seed: 1,
    burn: 'hybrid',
    startAtMs: systemClock.wallMs() + session.startDelayMs,
    ...step,
  };
  return await session.start(order, signal ?? never).result;
}
