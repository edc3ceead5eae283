import { callTree } from '../domain/profile/call-tree.ts';
import type { ProfileDocument } from '../domain/profile/profile-document.ts';
import { profileFigures } from '../domain/profile/profile-figures.ts';
import { speedscopeFile } from '../domain/profile/speedscope.ts';
import type { ProfiledStep } from '../lab/profile-step.ts';
import type { OpenProfile } from '../ports/profile-store.ts';
import type { Profiler } from '../ports/profilers.ts';
import type { LabApp } from './lab-app.ts';

type Known = Pick<
  ProfileDocument,
  'contender' | 'scenario' | 'startedAt' | 'machine' | 'cpus' | 'warnings'
> & { readonly profiler: Profiler };

/** Everything of a profile in numbers and words. */
export function profileDocument(
  { lab }: LabApp,
  step: ProfiledStep,
  { profiler, ...known }: Known,
): ProfileDocument {
  return {
    schema: 1,
    kind: 'profile',
    ...known,
    lab: { version: lab.version, commit: lab.commit, dirty: lab.dirty },
    node: step.node,
    profiler: { name: profiler.name, intervalUs: profiler.intervalUs },
    ...profileFigures(step.record, step.threads),
    notes: [...profiler.notes, ...step.notes],
  };
}

/** Writes its files: samples, numbers, page. */
export async function keepProfile(
  app: LabApp,
  kept: OpenProfile,
  document: ProfileDocument,
  step: ProfiledStep,
): Promise<void> {
  const { contender, startedAt } = document;
  const exporter = `framework-lab ${app.lab.version}`;
  const speedscope = speedscopeFile(`${contender} ${startedAt}`, exporter, step.threads);
  await kept.writeText('profile.speedscope.json', JSON.stringify(speedscope));
  await kept.writeText('profile.json', `${JSON.stringify(document, null, 1)}\n`);
  await kept.writeText('flame.html', await app.drawProfile(document, callTree(step.threads)));
}

/** `20261125-101530-express`. */
export function profileName(startedAt: Date, contender: string): string {
  const [day, time] = startedAt.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
  return `${day}-${time}-${contender.replaceAll(/[^\w-]/g, '-')}`;
}
