import type { ContenderSpec, ControlOf } from '../domain/contender.ts';
import { LabError } from '../domain/errors.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import type { ControlsAsked } from './run-settings.ts';

/** The same again, and the slowed one. */
export const CONTROL_COUNT = 2;

/**
 * The contenders of a run with two duplicates of one of them: the same again, and one that is slowed
 * by a known share. Throws LAB_USAGE and LAB_CONTENDER_UNKNOWN.
 */
export function withControls(
  specs: readonly ContenderSpec[],
  asked: ControlsAsked,
  blocks: number,
): readonly ContenderSpec[] {
  if (blocks < 2) {
    throw new LabError('LAB_USAGE', '--controls needs two blocks or more: one launch each has no interval.', {
      fix: ['--blocks 5 (of a search: or a larger --budget), or leave --controls out'],
    });
  }
  const original = originalOf(specs, asked);
  // Only our service runtime knows how to use a known share of CPU more; it is also what prints telemetry.
  if (!canBeSlowed(original)) {
    const able = specs.find(canBeSlowed);
    throw new LabError(
      'LAB_USAGE',
      `${original.id} cannot be slowed: it is not made with the service runtime.`,
      {
        fix: [
          able === undefined
            ? 'leave --controls out: no contender of this run is'
            : `name a contender that is: --controls ${able.id}`,
        ],
      },
    );
  }
  const percent = Math.round(THRESHOLDS.controlSlowdown.value * 100);
  const controls = [
    duplicate(original, 'same', 'the same again', 0),
    duplicate(original, 'slowed', `slowed by ${percent}%`, percent),
  ];
  const taken = controls.find(({ id }) => specs.some((spec) => spec.id === id));
  if (taken === undefined) return [...specs, ...controls];
  throw new LabError('LAB_USAGE', `A contender of this run has the name of a control: ${taken.id}.`, {
    fix: ['name another contender to duplicate: --controls <contender>'],
  });
}

function canBeSlowed({ launch }: ContenderSpec): boolean {
  return (launch.process ?? launch.docker)?.telemetry === true;
}

function originalOf(specs: readonly ContenderSpec[], { of }: ControlsAsked): ContenderSpec {
  const standard = specs.find(({ role }) => role === 'yardstick') ?? specs[0];
  const found = of === null ? standard : specs.find(({ id }) => id === of);
  if (found !== undefined) return found;
  const ids = specs.map(({ id }) => id);
  throw new LabError('LAB_CONTENDER_UNKNOWN', `--controls ${of} is not among the contenders of this run.`, {
    fix: [`name one of: ${ids.join(', ')}`],
  });
}

function duplicate(original: ContenderSpec, kind: string, how: string, percent: number): ContenderSpec {
  const control: ControlOf = { of: original.id, slowedBy: percent / 100 };
  const { side: _, ...like } = original;
  return {
    ...like,
    id: `${original.id}-${kind}`,
    name: `${original.name}, ${how}`,
    role: 'control',
    control,
    settings:
      percent === 0 ? original.settings : { ...original.settings, EXTRA_CPU_PERCENT: String(percent) },
  };
}
