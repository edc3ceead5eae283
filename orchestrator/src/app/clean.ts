import type { LabApp } from './lab-app.ts';

export interface Ended {
  readonly pid: number;
  readonly what: string;
}

/** Ends what labs that are gone left running. */
export function clean(app: LabApp): Promise<readonly Ended[]> {
  return app.endLeftovers();
}
