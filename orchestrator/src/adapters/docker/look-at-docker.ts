import type { ContenderSpec } from '../../domain/contender.ts';
import type { DockerLook } from '../../ports/docker-look.ts';
import { listeningInodes, socketOwner } from '../process/listeners.ts';
import { composeStack } from './compose-stack.ts';
import { describeEngine } from './engine-facts.ts';
import { candidateSources, findEngine } from './find-engine.ts';
import { fitness } from './fitness.ts';
import { runDocker } from './image-docker-cli.ts';
import { ownImages } from './own-images.ts';

const COMPOSE_PATIENCE_MS = 5000;

export interface LookDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  readonly version: string;
  readonly contenders: () => Promise<readonly ContenderSpec[]>;
}

/** What `doctor` says of Docker; starts nothing and changes nothing. */
export async function lookAtDocker(deps: LookDeps): Promise<DockerLook> {
  const { env, version } = deps;
  const found = await findEngine(candidateSources(env));
  if ('tried' in found) return { engine: null, tried: found.tried, compose: null, images: [], ports: [] };
  const { engine } = found;
  const specs = await deps.contenders();
  const tags = [
    ...new Set([
      ...specs.flatMap(({ launch }) => launch.docker?.image ?? []),
      ...Object.values(ownImages(version)),
    ]),
  ];
  const images = await Promise.all(
    tags.map(async (tag) => ({ tag, present: (await engine.inspectImage(tag)) !== null })),
  );
  const stack = await composeStack(engine, env);
  const ours = [stack?.grafanaUrl, stack?.influxUrl].map((url) => Number(url?.split(':').at(-1)));
  const port = (what: string, name: string, usual: number) => {
    const number = Number(env[name] || usual);
    return { port: number, what, holder: holderOf(number, ours.includes(number)) };
  };
  return {
    engine: { description: describeEngine(engine.facts), problem: fitness(engine.facts) },
    tried: [],
    compose: await composeVersion(deps),
    images,
    ports: [port('Grafana', 'LAB_GRAFANA_PORT', 3000), port('InfluxDB', 'LAB_INFLUX_PORT', 8086)],
  };
}

/** `docker-proxy` may belong to root, whose sockets others cannot look into: the stack says it is ours. */
function holderOf(port: number, isOurs: boolean): string | null {
  const [inode] = listeningInodes(port) ?? [];
  if (inode === undefined) return null;
  return isOurs ? 'ours' : (socketOwner(inode) ?? 'somebody this user may not look into');
}

async function composeVersion({ env, root }: LookDeps): Promise<string | null> {
  const signal = AbortSignal.timeout(COMPOSE_PATIENCE_MS);
  const call = { cwd: root, env: { ...env }, signal };
  const { code, lines } = await runDocker(['compose', 'version', '--short'], call).catch(() => ({
    code: null,
    lines: [],
  }));
  return code === 0 ? (lines[0] ?? null) : null;
}
