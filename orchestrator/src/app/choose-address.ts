import { isIP } from 'node:net';
import type { AttackUrl } from '../domain/attack-target.ts';
import { LabError } from '../domain/errors.ts';
import { isLocalAddress } from '../domain/private-address.ts';
import type { Resolver } from '../ports/resolver.ts';

/**
 * The one address all load goes to: resolved once, checked before any load. Of several addresses
 * (`localhost` is often ::1 and 127.0.0.1) the first that accepts a connection.
 * Throws LAB_HOST_UNRESOLVED and LAB_HOST_NOT_ALLOWED.
 */
export async function chooseAddress(
  url: AttackUrl,
  mayLoadAnyHost: boolean,
  resolver: Resolver,
): Promise<string> {
  const addresses = isIP(url.host) === 0 ? await resolved(url.host, resolver) : [url.host];
  const foreign = addresses.find((address) => !isLocalAddress(address));
  if (foreign !== undefined && !mayLoadAnyHost) {
    throw new LabError(
      'LAB_HOST_NOT_ALLOWED',
      `${url.host} is neither this machine nor on a private network.`,
      {
        seen: [
          ['address', foreign],
          ['reason', 'load offered to somebody else’s service is an attack on it'],
        ],
        fix: ['if you run that service, or have its owner’s word: --i-may-load-this-host'],
      },
    );
  }
  for (const address of addresses) {
    if (await resolver.accepts(address, url.port)) return address;
  }
  // Nothing answers anywhere: the load will say so, request by request.
  return addresses[0] as string;
}

async function resolved(host: string, resolver: Resolver): Promise<readonly string[]> {
  try {
    return await resolver.resolve(host);
  } catch (cause) {
    throw new LabError('LAB_HOST_UNRESOLVED', `The host ${host} has no address.`, {
      seen: [['said', cause instanceof Error ? cause.message : String(cause)]],
      fix: ['check the spelling, or give an address instead of a name'],
      cause,
    });
  }
}
