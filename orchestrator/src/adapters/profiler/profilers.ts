import { basename } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import type { Profilers } from '../../ports/profilers.ts';
import { type NodeProfilerDeps, nodeProfiler } from './node-profiler.ts';
import { pySpyProfiler } from './py-spy.ts';

/** Programs that run Node, themselves or through a script. */
const NODE = /^(node|npm|npx|pnpm|yarn|tsx)$/;
const PYTHON = /^(python[\d.]*|gunicorn|uvicorn|hypercorn|flask)$/;

/** By the program that a contender is started with. `path`: where programs are looked for. */
export function profilers(deps: NodeProfilerDeps & { readonly path: string }): Profilers {
  return {
    for: async (spec) => {
      const program = basename(spec.launch.process?.command[0] ?? '');
      if (NODE.test(program)) return nodeProfiler(deps);
      if (PYTHON.test(program)) return pySpyProfiler(spec, deps.path);
      throw new LabError('LAB_PROFILER_UNSUITED', `There is no profiler for ${spec.id}.`, {
        seen: [
          ['its program', program === '' ? 'none: it says nothing on how to run it as a process' : program],
        ],
        fix: ['programs of Node and Python can be profiled: node server.js, python -m gunicorn …'],
      });
    },
  };
}
