/** No letters that are read as digits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A run's name, sortable by its start (UTC): `20261123-101530-ramp-k3f9`. */
export function runId(startedAt: Date, scenario: string, random: () => number): string {
  const [day, time] = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/[-:]/g, '')
    .split('T');
  const name = scenario
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const suffix = Array.from({ length: 4 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('');
  return `${day}-${time}-${name || 'run'}-${suffix}`;
}
