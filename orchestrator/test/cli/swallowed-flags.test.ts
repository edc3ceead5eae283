import { describe, expect, it } from 'vitest';
import { refuseSwallowedFlags } from '../../src/cli/swallowed-flags.ts';
import { LabError } from '../../src/domain/errors.ts';

const FLAGS = ['scenario', 'rates', 'server-cpus'];

function fixFor(argv: string[], env: Record<string, string>): readonly string[] | null {
  try {
    refuseSwallowedFlags(argv, env, FLAGS, ['run', 'list']);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('LAB_FLAGS_SWALLOWED');
    return (error as LabError).fix;
  }
}

describe('npm run lab without --', () => {
  it('is told the corrected line', () => {
    expect(fixFor(['ramp'], { npm_config_scenario: 'true' })).toEqual(['npm run lab -- --scenario ramp']);
    expect(fixFor([], { npm_config_scenario: 'ramp' })).toEqual(['npm run lab -- --scenario ramp']);
    expect(fixFor(['run'], { npm_config_server_cpus: '2-3' })).toEqual([
      'npm run lab -- run --server-cpus 2-3',
    ]);
  });

  it('is not suspected when nothing was swallowed', () => {
    expect(fixFor(['--scenario', 'ramp'], {})).toBeNull();
    expect(fixFor(['list'], { npm_config_output: 'json' })).toBeNull();
    expect(fixFor([], {})).toBeNull();
  });
});
