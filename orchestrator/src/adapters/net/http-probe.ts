import { exchange } from '@framework-lab/generator/probe/exchange';
import type { HttpProbe } from '../../ports/http-probe.ts';

/** Asks from the lab's own process, for what can be reached from there. */
export const socketHttpProbe: HttpProbe = { exchange };
