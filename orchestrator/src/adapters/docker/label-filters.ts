import type { LabelFilter } from './engine.ts';

/** As the Engine API filters lists by labels. */
export function labelFilters(labels: LabelFilter): { label: string[] } {
  return { label: Object.entries(labels).map(([name, value]) => (value === '' ? name : `${name}=${value}`)) };
}
