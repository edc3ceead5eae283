import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');

/** What each layer may import, besides itself. Dependencies point one way; only `main.ts` names an adapter. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  lab: ['ports', 'domain'],
  preflight: ['ports', 'domain'],
  app: ['lab', 'ports', 'domain', 'preflight'],
  report: ['domain', 'ports', 'preflight'],
  ui: ['domain', 'ports', 'report', 'process-context.ts'],
  cli: ['app', 'ui', 'report', 'ports', 'domain', 'process-context.ts'],
  adapters: ['app', 'ports', 'domain', 'process-context.ts'],
  'process-context.ts': ['ports'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly where: string;
}

function layerOf(file: string): string {
  return relative(SRC, file).split('/')[0] as string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s+'(\.[^']+)'/g)].map(([, path]) => ({
    from: layerOf(file),
    to: layerOf(resolve(dirname(file), path as string)),
    where: `${relative(SRC, file)} imports ${path}`,
  }));
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SRC, name));
const all = files.flatMap(importsOf);

describe('the direction of dependencies', () => {
  it('is main → cli → app → lab → ports → domain, and nothing else', () => {
    const wrong = all.filter(
      ({ from, to }) => from !== 'main.ts' && from !== to && !ALLOWED[from]?.includes(to),
    );
    expect(wrong.map(({ where }) => where)).toEqual([]);
  });

  it('lets only main.ts name an adapter', () => {
    const naming = all.filter(({ from, to }) => to === 'adapters' && from !== 'adapters');
    expect(new Set(naming.map(({ from }) => from))).toEqual(new Set(['main.ts']));
  });

  it('knows every layer there is', () => {
    const layers = new Set(files.map(layerOf).filter((layer) => layer !== 'main.ts'));
    expect([...layers].sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it('leaves exiting to main.ts and to the one place that forces it', () => {
    const exiting = files.filter((file) =>
      /process\.exit\(|process\.exitCode/.test(readFileSync(file, 'utf8')),
    );
    expect(exiting.map((file) => relative(SRC, file)).sort()).toEqual([
      'adapters/host/process-context.ts',
      'main.ts',
    ]);
  });

  it('keeps files short enough to have one reason to change', () => {
    const long = files.filter((file) => readFileSync(file, 'utf8').split('\n').length > 220);
    expect(long.map((file) => relative(SRC, file))).toEqual([]);
  });
});
