import type { ComposeService } from './compose-config.ts';

/** Where a service listens, by what its file says: the one port that it exposes or publishes; else all there are. */
export function portsOf({ expose, ports }: Pick<ComposeService, 'expose' | 'ports'>): number[] {
  const exposed = (expose ?? []).map((entry) => String(entry));
  const published = (ports ?? []).map(({ target, protocol = 'tcp' }) => `${target}/${protocol}`);
  const tcp = [...exposed, ...published]
    .map((entry) => /^(\d+)(?:\/tcp)?$/.exec(entry)?.[1])
    .filter((port) => port !== undefined);
  return [...new Set(tcp.map(Number))];
}
