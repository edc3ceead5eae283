import { z } from 'zod';

/*
 * What `docker compose config --format json` gives: Compose has checked it, filled in its variables and
 * written every short form out. Only what the lab looks at stands here; the rest is kept to be named.
 */

const size = z.union([z.number(), z.string()]).transform(Number);
const names = z.array(z.string()).nullish();

const mount = z.looseObject({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  read_only: z.boolean().optional(),
  volume: z.looseObject({ subpath: z.string().optional() }).nullish(),
  tmpfs: z.looseObject({ size: size.optional(), mode: size.optional() }).nullish(),
});

/** A secret or a config as a service takes it. */
const taken = z.looseObject({ source: z.string(), target: z.string().optional() });

const healthcheck = z.looseObject({
  test: names,
  interval: z.string().optional(),
  retries: z.number().optional(),
  start_period: z.string().optional(),
  disable: z.boolean().optional(),
});

const service = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  command: names,
  entrypoint: names,
  environment: z.record(z.string(), z.string().nullable()).nullish(),
  user: z.string().optional(),
  working_dir: z.string().optional(),
  hostname: z.string().optional(),
  container_name: z.string().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  mem_limit: size.optional(),
  pids_limit: size.optional(),
  shm_size: size.optional(),
  tmpfs: names,
  volumes: z.array(mount).nullish(),
  secrets: z.array(taken).nullish(),
  configs: z.array(taken).nullish(),
  cap_add: names,
  cap_drop: names,
  security_opt: names,
  group_add: z.array(z.union([z.string(), z.number()])).nullish(),
  sysctls: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  ulimits: z
    .record(z.string(), z.union([z.number(), z.looseObject({ soft: z.number(), hard: z.number() })]))
    .nullish(),
  extra_hosts: names,
  networks: z.record(z.string(), z.looseObject({ aliases: names }).nullable()).nullish(),
  network_mode: z.string().optional(),
  expose: z.array(z.union([z.string(), z.number()])).nullish(),
  ports: z.array(z.looseObject({ target: z.number(), protocol: z.string().optional() })).nullish(),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).nullish(),
  healthcheck: healthcheck.nullish(),
  restart: z.string().optional(),
  scale: z.number().optional(),
  deploy: z
    .looseObject({
      replicas: z.number().optional(),
      resources: z
        .looseObject({
          limits: z
            .looseObject({
              cpus: z.unknown().optional(),
              memory: size.optional(),
              pids: size.optional(),
            })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const resource = z.looseObject({
  external: z.boolean().optional(),
  file: z.string().optional(),
  driver: z.string().optional(),
  driver_opts: z.record(z.string(), z.unknown()).nullish(),
});

const config = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), service).nullish(),
  volumes: z.record(z.string(), resource.nullable()).nullish(),
  networks: z.record(z.string(), resource.nullable()).nullish(),
  secrets: z.record(z.string(), resource.nullable()).nullish(),
  configs: z.record(z.string(), resource.nullable()).nullish(),
});

export type ComposeConfig = z.output<typeof config>;
export type ComposeService = z.output<typeof service>;

/** Throws where the text is not what Compose writes. */
export function parseComposeConfig(json: string): ComposeConfig {
  return config.parse(JSON.parse(json, unescaped));
}

/** Compose writes `$` as `$$`, so that its output could be read again. */
function unescaped(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('$$', '$') : value;
}
