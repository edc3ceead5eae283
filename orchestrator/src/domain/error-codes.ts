import { EXIT } from './exit-codes.ts';

/** Every error code the lab can show, with its exit code; docs/ERRORS.md explains each. */
export const ERROR_CODES = {
  LAB_BUG: { exit: EXIT.bug },
  LAB_INTERRUPTED: { exit: EXIT.interrupted },

  LAB_USAGE: { exit: EXIT.usage },
  LAB_FLAG_UNKNOWN: { exit: EXIT.usage },
  LAB_FLAGS_SWALLOWED: { exit: EXIT.usage },
  LAB_SCENARIO_UNKNOWN: { exit: EXIT.usage },
  LAB_SCENARIO_INVALID: { exit: EXIT.usage },
  LAB_CONTENDER_UNKNOWN: { exit: EXIT.usage },
  LAB_ROUTE_NOT_SERVED: { exit: EXIT.usage },
  LAB_RATE_INVALID: { exit: EXIT.usage },
  LAB_DURATION_INVALID: { exit: EXIT.usage },
  LAB_VALUE_INVALID: { exit: EXIT.usage },
  LAB_OBJECTIVE_INVALID: { exit: EXIT.usage },
  LAB_CPUS_INVALID: { exit: EXIT.usage },
  LAB_URL_INVALID: { exit: EXIT.usage },
  LAB_HOST_NOT_ALLOWED: { exit: EXIT.usage },
  LAB_RUN_UNKNOWN: { exit: EXIT.usage },
  LAB_RUN_GOING_ON: { exit: EXIT.usage },
  LAB_RUNS_DIFFER: { exit: EXIT.usage },
  LAB_BUDGET_TOO_SMALL: { exit: EXIT.usage },
  LAB_GATE_INVALID: { exit: EXIT.usage },
  LAB_CATALOGUE_INVALID: { exit: EXIT.usage },
  LAB_SECRETS_MISSING: { exit: EXIT.usage },

  LAB_NOT_INSTALLED: { exit: EXIT.preflight },
  LAB_NODE_TOO_OLD: { exit: EXIT.preflight },
  LAB_CPUS_BUSY: { exit: EXIT.preflight },
  LAB_PINNING_NOT_HONOURED: { exit: EXIT.preflight },
  LAB_PORT_IN_USE: { exit: EXIT.preflight },
  LAB_FD_LIMIT: { exit: EXIT.preflight },
  LAB_PORTS_EXHAUSTED: { exit: EXIT.preflight },
  LAB_BUILD_FAILED: { exit: EXIT.preflight },
  LAB_RUNTIME_UNAVAILABLE: { exit: EXIT.preflight },
  LAB_GENERATOR_UNAVAILABLE: { exit: EXIT.preflight },
  LAB_HOST_UNRESOLVED: { exit: EXIT.preflight },
  LAB_DOCKER_UNREACHABLE: { exit: EXIT.preflight },
  LAB_DOCKER_UNFIT: { exit: EXIT.preflight },
  LAB_DOCKER_FAILED: { exit: EXIT.preflight },
  LAB_OPENER_MISSING: { exit: EXIT.preflight },
  LAB_COMPOSE_MISSING: { exit: EXIT.preflight },
  LAB_IMAGE_UNAVAILABLE: { exit: EXIT.preflight },

  LAB_PROFILER_MISSING: { exit: EXIT.preflight },
  LAB_PROFILER_UNSUITED: { exit: EXIT.preflight },

  LAB_CONTENDER_NOT_READY: { exit: EXIT.contender },
  LAB_CONTENDER_EXITED: { exit: EXIT.contender },
  LAB_CONTENDER_OUT_OF_MEMORY: { exit: EXIT.contender },
  LAB_CONTENDER_IMPOSTOR: { exit: EXIT.contender },
  LAB_CONTRACT_DIFFERS: { exit: EXIT.contender },

  LAB_NO_VALID_STEP: { exit: EXIT.noValidStep },
  LAB_PROFILER_FAILED: { exit: EXIT.noValidStep },

  LAB_GATE_FAILED: { exit: EXIT.gateFailed },
  LAB_GATE_UNDECIDED: { exit: EXIT.gateUndecided },
  LAB_NOT_REPRODUCED: { exit: EXIT.notReproduced },

  LAB_TRUTH_UNAVAILABLE: { exit: EXIT.preflight },
  LAB_TRUTH_MISSED: { exit: EXIT.truthMissed },
  LAB_TRUTH_UNDECIDED: { exit: EXIT.gateUndecided },

  LAB_RESULTS_NOT_WRITABLE: { exit: EXIT.store },
  LAB_STORE_FULL: { exit: EXIT.store },
  LAB_STORE_FAILED: { exit: EXIT.store },
  LAB_RECORD_UNREADABLE: { exit: EXIT.store },
  LAB_RUN_INCOMPLETE: { exit: EXIT.store },
  LAB_REPORT_FAILED: { exit: EXIT.store },
  LAB_SINK_UNREACHABLE: { exit: EXIT.store },
  LAB_RESUME_DIFFERS: { exit: EXIT.usage },
  LAB_GENERATOR_FAILED: { exit: EXIT.bug },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
