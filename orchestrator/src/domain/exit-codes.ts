/** Every exit code of the lab. A `failed` step is a result, not an error. */
export const EXIT = {
  ok: 0,
  bug: 1,
  usage: 2,
  preflight: 3,
  contender: 4,
  noValidStep: 5,
  gateFailed: 6,
  store: 7,
  gateUndecided: 8,
  notReproduced: 9,
  truthMissed: 10,
  interrupted: 130,
} as const;
