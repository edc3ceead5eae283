import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type Dockerode from 'dockerode';
import { containerCalls } from './container-calls.ts';
import type { Engine } from './engine.ts';
import type { EngineAddress } from './engine-address.ts';
import { CALL_LIMITS } from './engine-call.ts';
import type { EngineFacts } from './engine-facts.ts';
import { compareVersions } from './fitness.ts';
import { networkAndImageCalls } from './network-and-image-calls.ts';
import { tlsOptions } from './plain-engine.ts';
import { volumeCalls } from './volume-calls.ts';

/** The newest version of the API whose words the lab knows: Docker 27. */
const KNOWN_API = '1.47';

/**
 * dockerode is known to this file and those it composes, and loaded here, because `--help` must not
 * pay for it.
 */
export async function connect(
  address: EngineAddress,
  facts: EngineFacts,
  limits = CALL_LIMITS,
): Promise<Engine> {
  const { default: Docker } = await import('dockerode');
  const docker = new Docker(dockerOptions(address, facts));
  return {
    address,
    facts,
    ...containerCalls(docker, limits),
    ...networkAndImageCalls(docker, limits),
    ...volumeCalls(docker, limits),
  };
}

type Options = Dockerode.DockerOptions & { readonly agent: HttpAgent };

function dockerOptions(address: EngineAddress, facts: EngineFacts): Options {
  const newest = compareVersions(facts.apiVersion, KNOWN_API) < 0 ? facts.apiVersion : KNOWN_API;
  const spoken = compareVersions(newest, facts.minApiVersion) < 0 ? facts.minApiVersion : newest;
  const common = { version: `v${spoken}` };
  // Every field that DOCKER_HOST would fill in has to be named, or dockerode takes it from there.
  if (address.kind === 'socket') {
    return { ...common, host: '', protocol: 'http', socketPath: address.path, agent: new HttpAgent() };
  }
  const { host, port, tls } = address;
  if (tls === null) return { ...common, host, port, protocol: 'http', agent: new HttpAgent() };
  const options = tlsOptions(tls);
  return { ...common, host, port, protocol: 'https', ...options, agent: new HttpsAgent(options) };
}
