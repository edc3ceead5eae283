import { readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { LabError } from '../../domain/errors.ts';
import { connect } from './connect.ts';
import type { Engine } from './engine.ts';
import type { EngineAddress } from './engine-address.ts';
import { type CandidateSources, engineCandidates } from './engine-candidates.ts';
import { type EngineFacts, engineFacts, ownKernel } from './engine-facts.ts';
import { askPlainly } from './plain-engine.ts';

/** An engine that is asked for nothing answers within milliseconds. */
const PATIENCE_MS = 2_000;
/** `/info` looks at every container and image. */
const INFO_MS = 10_000;

export interface Tried {
  readonly where: string;
  /** E.g. `nothing there`, `permission denied`. */
  readonly what: string;
}

/** The first engine that answers, or every place that was tried. An unfit one is found too: see `fitness`. */
export async function findEngine(
  sources: CandidateSources,
): Promise<{ readonly engine: Engine } | { readonly tried: readonly Tried[] }> {
  const tried: Tried[] = [];
  const asked = new Set<string>();
  for (const { where, address } of engineCandidates(sources)) {
    if (typeof address === 'string') {
      tried.push({ where, what: address });
      continue;
    }
    const place = placeOf(address);
    if (asked.has(place)) continue;
    asked.add(place);
    const facts = await factsOf(address);
    if (typeof facts !== 'string') return { engine: await connect(address, facts) };
    tried.push({ where, what: facts });
  }
  return { tried };
}

/** What this machine and this environment say on where to look. */
export function candidateSources(env: CandidateSources['env']): CandidateSources {
  return {
    env,
    home: env['HOME'] || homedir(),
    platform: process.platform,
    readFile: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
  };
}

/** `/var/run` is a link to `/run` nearly everywhere: the same socket is asked once. */
function placeOf(address: EngineAddress): string {
  if (address.kind === 'tcp') return `${address.host}:${address.port}`;
  try {
    return realpathSync(address.path);
  } catch {
    return address.path;
  }
}

/** The facts, or in words why there are none. */
async function factsOf(address: EngineAddress): Promise<EngineFacts | string> {
  const get = async (path: string, limitMs: number): Promise<string> => {
    const { status, body } = await askPlainly(address, 'GET', path, limitMs);
    if (status !== 200) throw new Error(`answered ${path} with status ${status}`);
    return body;
  };
  try {
    await get('/_ping', PATIENCE_MS);
    const version = JSON.parse(await get('/version', PATIENCE_MS)) as object;
    const info = JSON.parse(await get('/info', INFO_MS)) as object;
    return engineFacts(version, info, address, ownKernel());
  } catch (error) {
    return inWords(error as NodeJS.ErrnoException);
  }
}

function inWords(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return error.syscall === 'open' ? `its file ${error.path} is missing` : 'nothing there';
    case 'ECONNREFUSED':
      return 'nothing listens there';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return error instanceof SyntaxError ? 'answered, but not as an engine does' : error.message;
  }
}

/** LAB_DOCKER_UNREACHABLE with every place and what came of it. */
export function engineUnreachable(tried: readonly Tried[], env: CandidateSources['env']): LabError {
  const denied = tried.some(({ what }) => what === 'permission denied');
  return new LabError('LAB_DOCKER_UNREACHABLE', 'Docker did not answer.', {
    seen: [
      ...tried.map(({ where, what }) => ['tried', `${where}: ${what}`] as const),
      ...(env['DOCKER_HOST'] ? [] : [['tried', 'DOCKER_HOST: not set'] as const]),
    ],
    fix: [
      denied
        ? 'add yourself to the docker group (sudo usermod -aG docker $USER) and log in again, or use --runtime process'
        : env['DOCKER_HOST']
          ? 'start that engine, or unset DOCKER_HOST; or use --runtime process'
          : 'start Docker, or use --runtime process',
    ],
  });
}
