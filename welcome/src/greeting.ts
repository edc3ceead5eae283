/** Ports of this machine, as docker-compose.yml publishes them. */
export interface Ports {
  readonly influx: string;
  readonly grafana: string;
  readonly express: string;
}

/** What is where, and the next command. */
export function greeting({ influx, grafana, express }: Ports): string {
  return `
Framework Lab is up.

  Grafana    ${address(grafana)}   dashboards Live, Compare, Machine health; read-only, no log-in
  InfluxDB   ${address(influx)}   what the runs measured, database framework_lab

Both listen on this machine only. Next, in the repository's folder:

  npm ci
  npm run lab -- --scenario ramp

Without Node on this machine (it mounts the engine's socket: docs/DOCKER.md says what that means):

  docker compose run --rm lab --scenario ramp

To poke at one contender:

  docker compose up express       then ${address(express)}/api/dummy

To end it all: docker compose down (with -v the stored measurements go, too).
`;
}

export interface Silence {
  readonly name: string;
  /** The Compose service. */
  readonly service: string;
  readonly waitedS: number;
  /** What was seen last, e.g. `ECONNREFUSED`. */
  readonly seen: string;
}

export function silence({ name, service, waitedS, seen }: Silence): string {
  return [
    `✗ ${name} did not answer within ${waitedS} s.`,
    `  seen   ${seen}`,
    `  fix    docker compose ps ${service}; docker compose logs ${service}`,
    '',
  ].join('\n');
}

function address(port: string): string {
  return `http://127.0.0.1:${port}`;
}
