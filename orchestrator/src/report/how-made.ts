import type { RunRecord } from '../domain/run-record.ts';
import { shellWord } from './next-commands.ts';
import { settingLines } from './setting-lines.ts';

/** What a run was made with: lab, Node, runtime, images, frameworks, settings that are not those of the blocks. */
export function howMade({ lab, node, contenders, ...record }: RunRecord): string[] {
  const changes = lab.dirty === true ? ', with changes' : '';
  return [
    `framework-lab ${lab.version}${lab.commit === null ? '' : ` (${lab.commit}${changes})`}`,
    `Node: orchestrator ${node.orchestrator}, generator ${node.generator}, contenders ${node.contenders}`,
    ...runtimeLines(record),
    ...contenders.flatMap(({ id, framework }) =>
      framework === null ? [] : [`${id}: ${framework.name} ${framework.version}`],
    ),
    ...settingLines({ contenders, ...record }),
  ];
}

/** As it was typed, secrets taken out. */
export function recordedCommand({ command }: Pick<RunRecord, 'command'>): string {
  return `npm run lab -- ${command.map(shellWord).join(' ')}`;
}

function runtimeLines({
  runtime,
  engine,
  images,
}: Pick<RunRecord, 'runtime' | 'engine' | 'images'>): string[] {
  if (engine === null) return [`runtime: ${runtime}`];
  const { version, apiVersion, cgroup, rootless } = engine;
  return [
    `runtime: ${runtime}, engine ${version} (API ${apiVersion}), cgroup ${cgroup}${rootless ? ', rootless' : ''}`,
    ...images.map(
      ({ tag, id, revision }) => `image ${tag}: ${id}${revision === null ? '' : `, commit ${revision}`}`,
    ),
  ];
}
