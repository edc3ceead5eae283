import { expect, it } from 'vitest';
import { cardOf } from '../../src/domain/truth/card.ts';
import { TRUTH_CASES } from '../../src/domain/truth/truth-cases.ts';
import {
  type TrialRecord,
  type Validation,
  validationSchema,
} from '../../src/domain/truth/validation-schema.ts';
import { jsonDocument } from '../../src/report/json-document.ts';
import { trialLine, validationCard } from '../../src/report/validation-card.ts';

const trial = (outcome: TrialRecord['outcome'], label: TrialRecord['label'], said: string): TrialRecord => ({
  outcome,
  label,
  said,
  verdict: 'failed',
  attempts: outcome === 'noise' ? 3 : 1,
});
const RIGHT_CPU = trial('right', 'service-cpu', 'service-cpu: all of it.');
const TRIALS: Readonly<Record<string, TrialRecord[]>> = {
  stall: [trial('right', 'none', 'max 201.0 for 200.0 ms'), trial('wrong', 'none', 'max 150.0 for 200.0 ms')],
  'busy-loop': [RIGHT_CPU, RIGHT_CPU, trial('wrong', 'service-wait', 'service-wait: it waits.')],
  lock: [trial('noise', 'host-noise', 'host-noise: others.')],
};

const measured = TRUTH_CASES.flatMap((truthCase) => {
  const trials = TRIALS[truthCase.id];
  return trials === undefined ? [] : { claim: truthCase, trials };
});
const VALIDATION: Validation = {
  schema: 1,
  kind: 'validation',
  mode: 'full',
  startedAt: '2026-01-02T03:04:05.000Z',
  tookS: 754,
  lab: { version: '0.1.0', commit: null, node: 'v26.10.0' },
  machine: {
    cpuModel: 'A CPU',
    kernel: '6.1',
    virtualMachine: 'kvm',
    cpus: [0, 1],
    serverCpus: [0],
    loadCpus: [1],
  },
  ...cardOf(measured),
  notRun: [{ id: 'cpu-quota', what: 'a CPU quota', why: 'it needs a container' }],
  warnings: [{ code: 'cpus', message: 'CPUs: 2 usable' }],
};

it('says of each case what was true, what was said, and what was caused by what was said', () => {
  expect(validationCard(VALIDATION, { columns: 100, colour: false, unicode: true })).toBe(`\
ground truth · full · 6 answers in 12 min 34 s
A CPU · virtual (kvm) · server cpus 0 · load 1 · 6.1 · node v26.10.0
! CPUs: 2 usable

✗ stall  a service that stands still for 200 ms every 2 s (also 100 ms every 1 s)
    truth  latency(q) = X − (1 − q)(1 − ρ)Y, max = X (± 5 % of X at p90, p95, p99 and the maximum)
    said   1 of 2 right: max 201.0 for 200.0 ms
           ✗ wrong: max 150.0 for 200.0 ms
✓ busy-loop  one worker that computes for longer than there is time
    truth  service-cpu (the label)
    said   2 of 3 right, 1 needed: service-cpu: all of it.
           ✗ wrong: service-wait: it waits.
? lock  a lock that is held for 20 ms by one request after the other
    truth  service-wait (the label)
    said   0 of 1 right
           ? noise: host-noise: others.
- cpu-quota  a CPU quota
           not run: it needs a container

labels, what was caused by what was said
caused \\ said    a  b  c
a  host-noise    ·  ·  ·
b  service-cpu   ·  2  1
c  service-wait  1  ·  ·
2 of 3 labels right (67%); at least 1 have to be
6 answers: 3 right, 2 wrong, 1 noise (17%; 10% may be); 2 measured again for noise
✗ failed: the lab was wrong where the truth was known; nothing is known of lock
`);
});

it('as JSON is what the published schema says', () => {
  expect(validationSchema.parse(JSON.parse(jsonDocument(VALIDATION)))).toEqual(VALIDATION);
});

it('a line tells of a trial, and of the time that is left', () => {
  const noise = trial('noise', 'host-noise', 'others.');
  expect(trialLine('lock', noise, 95)).toBe('? lock  noise: others., measurement 3; about 01:35 left');
  expect(trialLine('busy-loop', RIGHT_CPU, 0)).toBe('✓ busy-loop  right: service-cpu: all of it.');
});
