import { greeting, silence } from './greeting.ts';
import { waitUntilUp } from './wait-until-up.ts';

// The one-shot `welcome` of docker-compose.yml: waits until the stack answers, says what is where, ends.
const { env } = process;
const waitedS = Number(env['WAIT_S'] || 60);
const parts = [
  { name: 'InfluxDB', service: 'influxdb', url: env['INFLUX_URL'] || 'http://influxdb:8086/ping' },
  { name: 'Grafana', service: 'grafana', url: env['GRAFANA_URL'] || 'http://grafana:3000/api/health' },
];

// The first process of a container is not ended by a signal that it does not handle.
process.once('SIGTERM', () => process.exit(143));
process.once('SIGINT', () => process.exit(130));

const answers = await Promise.all(
  parts.map(async ({ url, ...part }) => ({ ...part, waitedS, seen: await waitUntilUp(url, waitedS * 1000) })),
);
const silent = answers.flatMap((part) => (part.seen === null ? [] : [{ ...part, seen: part.seen }]));
if (silent.length > 0) {
  process.stderr.write(silent.map(silence).join(''));
  process.exitCode = 1;
} else {
  process.stdout.write(
    greeting({
      influx: env['LAB_INFLUX_PORT'] || '8086',
      grafana: env['LAB_GRAFANA_PORT'] || '3000',
      express: env['LAB_EXPRESS_PORT'] || '3001',
    }),
  );
}
