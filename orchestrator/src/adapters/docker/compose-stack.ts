import type { MetricStack } from '../../ports/runtime.ts';
import type { Engine } from './engine.ts';

/** `name` of docker-compose.yml; COMPOSE_PROJECT_NAME overrides it, as it does for Compose. */
const PROJECT = 'framework-lab';

/**
 * InfluxDB of our Compose stack, where it runs on this engine and is reached on this machine's
 * loopback. Whoever else answers on that port is never written to.
 */
export async function composeStack(
  engine: Engine,
  env: Readonly<Record<string, string | undefined>>,
): Promise<MetricStack | null> {
  if (engine.address.kind !== 'socket') return null;
  const project = env['COMPOSE_PROJECT_NAME'] || PROJECT;
  const found = await engine.listContainers({
    'com.docker.compose.project': project,
    'com.docker.compose.service': 'influxdb',
  });
  for (const { id } of found) {
    const { running } = await engine.inspectContainer(id);
    if (running) {
      return {
        influxUrl: `http://127.0.0.1:${env['LAB_INFLUX_PORT'] || 8086}`,
        grafanaUrl: `http://127.0.0.1:${env['LAB_GRAFANA_PORT'] || 3000}`,
      };
    }
  }
  return null;
}
