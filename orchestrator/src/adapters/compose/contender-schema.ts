import { z } from 'zod';
import { parseByteSize } from './byte-size.ts';

/*
 * The part of Compose that a contender may use: what the lab gives its own containers, too, and what
 * only matters to somebody who pokes at one. Anything else the lab would silently not do.
 */

const text = z.string().min(1);
const duration = z.string().regex(/^(\d+(\.\d+)?(ms|s|m|h))+$/, 'must be a duration such as 10s');
/** Text as Compose makes of a variable, or a number. */
const count = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)], 'must be a whole number');

const environment = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable'),
    // A decimal or a yes would come out of YAML as something else than what was written.
    z.union([z.string(), z.int()], 'must be a whole number or text; put it in quotes').transform(String),
  )
  .refine(({ HOST }) => HOST === '0.0.0.0', {
    path: ['HOST'],
    error: 'must be 0.0.0.0: the loopback of a container cannot be reached',
  })
  .refine(({ PORT }) => Number(PORT) >= 1 && Number(PORT) <= 65_535, {
    path: ['PORT'],
    error: 'must be the port it listens on, inside',
  });

const lab = z.strictObject({
  name: text,
  /** `yardstick`: what the others are put in relation to; never ranked as a framework. */
  role: z.enum(['contender', 'yardstick']),
  /** `package`: whose installed version is recorded; null where Node's own is what counts. */
  framework: z.strictObject({ name: text, package: text.nullable() }).optional(),
  /** What is different from the framework as it should be run: the notes of a run say it after a colon. */
  variant: text.optional(),
  readiness: z.string().startsWith('/', 'must be a path such as /healthz'),
  routes: z.array(z.string().regex(/^[A-Z]+ \//, 'must be a method and a path such as GET /api/dummy')),
  /** Whether it prints telemetry as the service runtime does. */
  telemetry: z.boolean(),
  /**
   * How it runs without Docker: an entry for Node (TypeScript is bundled), or a command. With `requirements`,
   * a file of pip's, `python` in it is the one of the environment that `lab setup` makes.
   */
  process: z
    .strictObject({
      entry: text.optional(),
      command: z.array(text).min(1).optional(),
      cwd: text.optional(),
      requirements: text.optional(),
    })
    .refine(({ entry, command }) => (entry === undefined) !== (command === undefined), {
      error: 'must have either an entry or a command',
    })
    .refine(({ entry, cwd }) => entry === undefined || cwd === undefined, {
      error: 'cwd goes with a command only',
    })
    .refine(({ command, requirements }) => requirements === undefined || command?.[0] === 'python', {
      error: 'requirements go with a command that begins with python',
    })
    .optional(),
});

export const contenderSchema = z
  .strictObject({
    image: z.string().regex(/^[^:@\s]+(:\d+\/[^:@\s]+)?:[\w][\w.-]*$/, 'must be an image with its tag'),
    build: z
      .strictObject({
        context: text,
        dockerfile: text.optional(),
        args: z.record(z.string(), z.string()).optional(),
        target: text.optional(),
      })
      .optional(),
    pull_policy: z.enum(['never', 'missing', 'always', 'build']).optional(),
    command: z.array(text).optional(),
    profiles: z.array(text).refine((profiles) => profiles.includes('contenders'), {
      error: 'must name contenders, or `docker compose up` would start it with everything else',
    }),
    cpuset: z.string().regex(/^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/, 'must be a list of CPUs such as 2-3,5'),
    user: z.string().regex(/^(?!(0|root)(:|$))\S+$/, 'must be a user, and not root'),
    environment,
    mem_limit: z
      .union([z.int(), z.string()], 'must be a size such as 512m')
      .transform((size) => parseByteSize(String(size)) ?? 0)
      .refine((bytes) => bytes >= 6 * 1024 ** 2, 'must be a size such as 512m, at least 6m'),
    pids_limit: count.refine((limit) => limit > 0, 'must be above 0'),
    tmpfs: z.array(z.string().regex(/^\/[^:]*$/, 'must be a path, without options')).optional(),
    read_only: z.literal(true),
    cap_drop: z.tuple([z.literal('ALL')], 'must be [ALL]'),
    security_opt: z.tuple([z.literal('no-new-privileges:true')], 'must be ["no-new-privileges:true"]'),
    ports: z
      .array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'must be 127.0.0.1:<port here>:<port inside>'))
      .optional(),
    networks: z.array(text).optional(),
    stop_grace_period: duration.optional(),
    healthcheck: z
      .strictObject({
        test: z.array(text),
        interval: duration,
        timeout: duration,
        retries: count,
        start_period: duration,
      })
      .partial()
      .optional(),
    logging: z.record(z.string(), z.unknown()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    'x-lab': lab,
  })
  .refine(({ ports = [], environment: { PORT } }) => ports.every((port) => port.split(':').at(-1) === PORT), {
    path: ['ports'],
    error: 'must publish the PORT of its environment',
  });

export type ContenderService = z.infer<typeof contenderSchema>;
