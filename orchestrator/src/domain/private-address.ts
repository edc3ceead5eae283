import { BlockList, isIPv6 } from 'node:net';

/**
 * Loopback, private (RFC 1918) and unique local addresses (RFC 4193). Not link-local ones, where clouds
 * keep their metadata services, and not the shared space of carriers (RFC 6598).
 */
const LOCAL = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  LOCAL.addSubnet(net, prefix, 'ipv4');
}
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fc00::', 7, 'ipv6');

/** True for a loopback or private literal address; IPv4 in IPv6 notation counts as IPv4. */
export function isLocalAddress(address: string): boolean {
  return LOCAL.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
