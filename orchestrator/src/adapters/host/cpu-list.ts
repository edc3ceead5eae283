import { formatCpuList } from '../../domain/units.ts';

/** Reads the kernel's list format, `0-2,5` (also with a stride, `0-6:2/4` is not used by the files we read). */
export function parseCpuList(text: string): number[] {
  const cpus: number[] = [];
  for (const part of text.trim().split(',')) {
    if (part === '') continue;
    const [from, to] = part.split('-').map(Number);
    if (from === undefined || !Number.isInteger(from)) return [];
    for (let cpu = from; cpu <= (to ?? from); cpu += 1) cpus.push(cpu);
  }
  return cpus;
}

export function sameCpus(a: readonly number[], b: readonly number[]): boolean {
  return formatCpuList(a) === formatCpuList(b);
}
