import { LabError } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { formatCpuList } from '../../domain/units.ts';
import type { LabApp } from '../lab-app.ts';
import { cpuLayoutFor } from '../plan-run.ts';

export interface OutOfTheWay {
  /** CPUs that a run does not measure on unless it is told to; where we are. */
  readonly cpus: readonly number[];
  /** To the housekeeping CPUs of a run that goes on here: it may have been told which others to measure on. */
  readonly moveFor: (record: RunRecord) => void;
}

/** Pages must not be felt by what is measured beside them: they keep to the housekeeping CPUs, and go last there. */
export async function getOutOfTheWay(
  app: Pick<LabApp, 'host' | 'retreat' | 'stepBack'>,
  warn: (text: string) => void,
): Promise<OutOfTheWay> {
  let current = '';
  const move = (cpus: readonly number[]): void => {
    const wanted = formatCpuList(cpus);
    if (wanted === current) return;
    current = wanted;
    try {
      app.retreat(cpus);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      warn(`these pages may run on measured CPUs: ${error.message}`);
    }
  };
  app.stepBack();
  const { housekeeping } = cpuLayoutFor({ serverCpus: null, loadCpus: null }, await app.host.facts());
  move(housekeeping);
  return {
    cpus: housekeeping,
    moveFor: ({ cpus, engine }) => {
      if (engine === null || engine.local) move(cpus.housekeeping);
    },
  };
}
