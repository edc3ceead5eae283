import type { ContenderSpec } from './contender.ts';
import { type Environment, valuesWithEnvironment } from './environment-values.ts';
import type { OwnCommand } from './own-service.ts';

/** An own command as a contender: nobody knows its right answers, and it prints no telemetry of ours. */
export function ownCommandContender(
  service: OwnCommand,
  id: string,
  environment: Environment,
): ContenderSpec {
  const { command, cwd, port, readinessPath, reset } = service;
  return {
    id,
    name: id,
    role: 'contender',
    launch: {
      process: {
        command,
        cwd,
        env: valuesWithEnvironment(service.env, environment, 'the service'),
        ...(port === null ? {} : { port }),
        ...(reset === null ? {} : { reset: reset.command }),
        telemetry: false,
      },
    },
    readinessPath,
    settings: {},
    source: 'own command',
  };
}
