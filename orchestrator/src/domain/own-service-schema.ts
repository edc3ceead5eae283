import { z } from 'zod';
import { commandWords } from './command-words.ts';
import type { OwnReset, OwnService } from './own-service.ts';
import { duration, parsedBy } from './read-by.ts';
import { path } from './request-schema.ts';
import { READY_TIMEOUT_S } from './time-plan.ts';

const COMMAND_RULE = "a command: 'node server.js', or a list of its words";
const words = z.array(z.string()).min(1, 'name a program');
const asWords = parsedBy(commandWords);
const command = z
  .union([z.string(), words], { error: COMMAND_RULE })
  .transform((said, context) => (typeof said === 'string' ? asWords(said, context) : said));
const environment = z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'a name of the environment'), z.string());

/** Longest an own service may take to be ready: nobody wants to wait longer to be told that it never will. */
const LONGEST_READY_MS = 600_000;

/** The `service:` of a scenario file. */
export const ownServiceFileSchema = z
  .strictObject({
    command: command.exactOptional().describe('What starts it, e.g. node server.js; no shell runs it.'),
    cwd: z
      .string()
      .min(1)
      .exactOptional()
      .describe("Where it is started, relative to this file; else this file's folder."),
    compose: z
      .string()
      .min(1)
      .exactOptional()
      .describe('Instead of a command: a Compose file, relative to this file.'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .exactOptional()
      .describe('Where it listens; without it a command is told a free one as PORT.'),
    env: environment
      .default({})
      .describe(`Its environment; \${NAME} stands for one of the lab’s own environment.`),
    ready: path
      .exactOptional()
      .describe('Path that answers 2xx when it is ready; else that of the first plain GET.'),
    readyTimeout: duration('Longest time until it is ready')
      .refine((ms) => ms >= 1000 && ms <= LONGEST_READY_MS, 'between 1s and 10m')
      .default(READY_TIMEOUT_S * 1000),
    reset: z
      .union([z.string(), words, z.strictObject({ command, service: z.string().min(1).exactOptional() })], {
        error: 'a command, or {service, command} for one that runs in a service of the Compose file',
      })
      .transform((said, context): OwnReset => {
        if (typeof said === 'string') return { command: asWords(said, context), service: null };
        if (Array.isArray(said)) return { command: said, service: null };
        return { command: said.command, service: said.service ?? null };
      })
      .exactOptional()
      .describe('Puts the state back before each launch: a command, or {service, command}.'),
  })
  .superRefine((service, context) => {
    const refuse = (key: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [key], message });
    };
    if ((service.command === undefined) === (service.compose === undefined)) {
      refuse(service.command === undefined ? 'command' : 'compose', 'give either command or compose');
    }
    if (service.compose === undefined) {
      const { reset } = service;
      if (reset !== undefined && reset.service !== null)
        refuse('reset', 'only with compose can it run in a service; leave out service');
    } else if (service.cwd !== undefined) refuse('cwd', 'goes with command only');
  });

/** As it stands in a run's record. */
const common = {
  readinessPath: z.string(),
  readyTimeoutS: z.number().positive(),
  reset: z.object({ command: z.array(z.string()), service: z.string().nullable() }).nullable(),
  env: z.record(z.string(), z.string()),
  port: z.int().nullable(),
};
export const ownServiceRecordSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: z.array(z.string()), cwd: z.string(), ...common }),
  z.object({ kind: z.literal('compose'), file: z.string(), ...common }),
]);

/** `readyPath`: where the file does not name one. */
export function ownServiceOf(file: z.output<typeof ownServiceFileSchema>, readyPath: string): OwnService {
  const base = {
    readinessPath: file.ready ?? readyPath,
    readyTimeoutS: file.readyTimeout / 1000,
    reset: file.reset ?? null,
    env: file.env,
    port: file.port ?? null,
  };
  return file.compose === undefined
    ? { kind: 'command', command: file.command ?? [], cwd: file.cwd ?? '.', ...base }
    : { kind: 'compose', file: file.compose, ...base };
}
