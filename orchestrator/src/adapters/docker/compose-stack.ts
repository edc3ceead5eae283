import type { MetricStack } from '../../ports/runtime.ts';
import type { Engine } from './engine.ts';

/** `name` of docker-compose.yml; COMPOSE_PROJECT_NAME overrides it, as it does for Compose. */
const PROJECT = 'framework-lab';
const INFLUXDB = { service: 'influxdb', inside: '8086/tcp' };
const GRAFANA = { service: 'grafana', inside: '3000/tcp' };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * InfluxDB and Grafana of our Compose stack, where they run on this engine and are published on this
 * machine's loopback, at the ports they really have there. Whoever else answers on a usual port is
 * never written to. Null where our InfluxDB does not run.
 */
export async function composeStack(engine: Engine, env: Environment): Promise<MetricStack | null> {
  if (engine.address.kind !== 'socket') return null;
  const influxPort = await publishedPort(engine, env, INFLUXDB);
  if (influxPort === null) return null;
  const grafanaPort = (await publishedPort(engine, env, GRAFANA)) ?? (env['LAB_GRAFANA_PORT'] || 3000);
  return {
    influxUrl: `http://127.0.0.1:${influxPort}`,
    grafanaUrl: `http://127.0.0.1:${grafanaPort}`,
  };
}

async function publishedPort(
  engine: Engine,
  env: Environment,
  { service, inside }: typeof INFLUXDB,
): Promise<number | null> {
  const found = await engine.listContainers({
    'com.docker.compose.project': env['COMPOSE_PROJECT_NAME'] || PROJECT,
    'com.docker.compose.service': service,
  });
  for (const { id } of found) {
    const { running, published } = await engine.inspectContainer(id);
    if (running && published[inside] !== undefined) return published[inside];
  }
  return null;
}
