const SIZE = /^(\d+(?:\.\d+)?) ?([kmgt])?i?b?$/i;
const POWERS = ['', 'k', 'm', 'g', 't'];

/** Bytes of a size as Docker writes it: `512m`, `4g`, `1.5 GiB`, all by 1024; null where it is none. */
export function parseByteSize(text: string): number | null {
  const [, number, unit = ''] = SIZE.exec(text) ?? [];
  if (number === undefined) return null;
  return Math.floor(Number(number) * 1024 ** POWERS.indexOf(unit.toLowerCase()));
}
