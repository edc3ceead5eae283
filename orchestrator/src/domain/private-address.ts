import { BlockList, isIPv6 } from 'node:net';

/**
 * Addresses that cannot be somebody else's service on the internet: loopback, RFC 1918, RFC 6598,
 * link-local (RFC 3927, RFC 4291) and unique local (RFC 4193).
 */
const LOCAL = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  LOCAL.addSubnet(net, prefix, 'ipv4');
}
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fc00::', 7, 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

/** True for a loopback or private literal address; IPv4 in IPv6 notation counts as IPv4. */
export function isLocalAddress(address: string): boolean {
  return LOCAL.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
