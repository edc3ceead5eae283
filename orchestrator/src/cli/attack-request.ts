import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AttackRequest } from '../app/attack.ts';
import { ATTACK_SETTINGS } from '../app/attack-settings.ts';
import { type Given, given, type Setting } from '../app/setting.ts';
import { LabError } from '../domain/errors.ts';
import { DEFAULT_OBJECTIVE } from '../domain/objective.ts';
import type { CliContext } from './cli-context.ts';

const DEFAULTS = { ratePerSec: 50, durationS: 10, timeoutMs: 5000, connections: 64 } as const;

/** What the flags of `attack` and the environment ask for. */
export async function attackRequest(
  context: CliContext,
  url: string,
  flags: Record<string, unknown>,
): Promise<AttackRequest> {
  const from: Given = { flags, env: context.process.env };
  const value = <T>(setting: Setting<T>, otherwise: T): T => given(setting, from)?.value ?? otherwise;
  const body = await requestBody(flags, context.process.cwd);
  return {
    url,
    mayLoadAnyHost: flags['iMayLoadThisHost'] === true,
    insecure: flags['insecure'] === true,
    method: requestMethod(flags['method'], body.length > 0),
    headers: requestHeaders((flags['header'] as string[] | undefined) ?? []),
    body,
    ratePerSec: value(ATTACK_SETTINGS.rate, DEFAULTS.ratePerSec),
    durationS: value(ATTACK_SETTINGS.duration, DEFAULTS.durationS),
    timeoutMs: value(ATTACK_SETTINGS.timeout, DEFAULTS.timeoutMs),
    connections: value(ATTACK_SETTINGS.connections, DEFAULTS.connections),
    objective: value(ATTACK_SETTINGS.slo, DEFAULT_OBJECTIVE),
    pacing: value(ATTACK_SETTINGS.poisson, false) ? 'poisson' : 'paced',
    seed: value(ATTACK_SETTINGS.seed, context.app.freshSeed()),
    loadCpus: value<readonly number[] | null>(ATTACK_SETTINGS.loadCpus, null),
  };
}

function requestMethod(text: unknown, hasBody: boolean): string {
  const method = String(text ?? (hasBody ? 'POST' : 'GET'));
  if (/^[A-Za-z]+$/.test(method)) return method.toUpperCase();
  throw new LabError('LAB_VALUE_INVALID', `--method "${method}" is not an HTTP method.`, {
    fix: ['--method POST'],
  });
}

/** A name given twice becomes one field with both values, which means the same (RFC 9110, 5.3). */
export function requestHeaders(lines: readonly string[]): Record<string, string> {
  const headers = new Map<string, readonly [name: string, value: string]>();
  for (const [name, value] of lines.map(headerOf)) {
    const [given, before] = headers.get(name.toLowerCase()) ?? [name, null];
    const separator = name.toLowerCase() === 'cookie' ? '; ' : ', ';
    headers.set(name.toLowerCase(), [given, before === null ? value : `${before}${separator}${value}`]);
  }
  return Object.fromEntries(headers.values());
}

function headerOf(line: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new LabError('LAB_VALUE_INVALID', 'A --header is not of the form "Name: value".', {
    seen: [['given', line.split(':')[0] ?? '']],
    fix: ["--header 'Accept: text/html'"],
  });
}

async function requestBody(flags: Record<string, unknown>, cwd: string): Promise<Buffer> {
  const { body, bodyFile } = flags;
  if (body !== undefined && bodyFile !== undefined) {
    throw new LabError('LAB_USAGE', '--body and --body-file were both given.', { fix: ['give one of them'] });
  }
  if (bodyFile === undefined) return Buffer.from(String(body ?? ''));
  try {
    return await readFile(resolve(cwd, String(bodyFile)));
  } catch (cause) {
    throw new LabError('LAB_USAGE', `The body file ${bodyFile} cannot be read.`, {
      seen: [['said', cause instanceof Error ? cause.message : String(cause)]],
      fix: ['give a file you can read, or the body itself: --body'],
      cause,
    });
  }
}
