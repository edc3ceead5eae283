import { expect, it } from 'vitest';
import { EngineRefusal } from '../../src/adapters/docker/engine.ts';
import { ownRefusal } from '../../src/adapters/docker/start-error.ts';
import { LabError } from '../../src/domain/errors.ts';

const failed = (cause: unknown) =>
  new LabError('LAB_DOCKER_FAILED', 'The Docker engine refused a call.', {
    seen: [['said', 'exec: "servr": executable file not found in $PATH']],
    cause,
  });

it('what an engine refuses of somebody’s own service is said of that service, so that others are measured', () => {
  const refused = failed(new EngineRefusal(400, 'executable file not found', new Error('400')));
  expect(ownRefusal(refused, 'LAB_CONTENDER_NOT_READY', 'api')).toMatchObject({
    code: 'LAB_CONTENDER_NOT_READY',
    message: 'api could not be started.',
    seen: refused.seen,
  });
  // An engine that is gone is nobody's fault, and nobody else could be measured.
  const gone = failed(new Error('ECONNREFUSED'));
  expect(ownRefusal(gone, 'LAB_CONTENDER_NOT_READY', 'api')).toBe(gone);
});
