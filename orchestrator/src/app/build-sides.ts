import type { ContenderSpec, Side } from '../domain/contender.ts';
import { LabError } from '../domain/errors.ts';
import type { OwnCommand } from '../domain/own-service.ts';
import { type OfSides, sideIds, sideNames } from '../domain/side-names.ts';
import { parseVersionAsked } from '../domain/version-asked.ts';
import type { Builder, BuiltVersion, OpenWorkshop } from '../ports/workshop.ts';
import { chooseContenders } from './choose-contenders.ts';
import { emitter } from './emitter.ts';
import type { LabApp, Listener } from './lab-app.ts';

/** Of what two versions are compared, and which. */
export type SidesAsked =
  | { readonly kind: 'framework'; readonly contender: string; readonly versions: OfSides<string> }
  | { readonly kind: 'service'; readonly service: ServiceAsked; readonly versions: OfSides<string> };

/** A service of the user's own, that git has versions of. */
export interface ServiceAsked {
  /** The beginning of both ids. */
  readonly name: string;
  /** As it runs in its checkout. */
  readonly service: OwnCommand;
  /** Program and arguments; null: nothing has to be installed. */
  readonly install: readonly string[] | null;
  /** Where this run's results go. */
  readonly results: string;
}

/** Both, as contenders of a run. */
export interface BuiltSides {
  readonly specs: OfSides<ContenderSpec>;
  /** Byte for byte. */
  readonly areSame: boolean;
}

type MakeSpec = (names: { readonly side: Side; readonly id: string; readonly name: string }) => ContenderSpec;

interface Made {
  readonly built: BuiltVersion;
  readonly spec: MakeSpec;
}

/** Builds one after the other. */
export async function buildSides(
  app: LabApp,
  workshop: OpenWorkshop,
  asked: SidesAsked,
  listen: Listener,
  signal: AbortSignal,
): Promise<BuiltSides> {
  const tell = emitter(app.clock, listen);
  const progress = (text: string): void => tell({ type: 'progress', text });
  for (const folder of workshop.swept) progress(`an earlier ab had left ${folder}; it was removed`);
  const { of, make } = await makerOf(app, workshop, asked);
  // The run has a guard of its own, and a lab has one at a time.
  const { a, b } = await (async () => {
    await using guard = await app.startGuard();
    const by: Builder = { guard, progress, signal };
    return { a: await make('a', by), b: await make('b', by) };
  })();
  const labels = { a: a.built.label, b: b.built.label };
  const [ids, names] = [sideIds(of.id, labels), sideNames(of.name, labels)];
  const named = (side: Side) => ({ side, id: ids[side], name: names[side] });
  const specs = { a: a.spec(named('a')), b: b.spec(named('b')) };
  return { specs, areSame: a.built.content === b.built.content };
}

interface Maker {
  readonly of: Pick<ContenderSpec, 'id' | 'name'>;
  readonly make: (side: Side, by: Builder) => Promise<Made>;
}

async function makerOf(app: LabApp, workshop: OpenWorkshop, asked: SidesAsked): Promise<Maker> {
  const { versions } = asked;
  if (asked.kind === 'service') return serviceMaker(app, workshop, asked.service, versions);
  const [contender] = chooseContenders([asked.contender], await app.contenders.list());
  if (contender === undefined) throw new Error('no contender was asked for');
  return frameworkMaker(workshop, contender, versions);
}

function frameworkMaker(workshop: OpenWorkshop, contender: ContenderSpec, versions: OfSides<string>): Maker {
  const { framework } = contender;
  const launch = contender.launch.process;
  const [program, entry] = launch?.command ?? [];
  const packageName = framework?.package;
  if (framework === undefined || packageName === undefined) throw noPackage(contender);
  if (launch === undefined || program !== 'node' || entry === undefined || !entry.endsWith('.ts')) {
    throw notBundled(contender);
  }
  const asked = { a: parseVersionAsked(versions.a, '--a'), b: parseVersionAsked(versions.b, '--b') };
  return {
    of: contender,
    make: async (side, by) => {
      const order = { side, contender, packageName, entry, asked: asked[side] };
      const built = await workshop.buildFramework(order, by);
      const command = ['node', built.bundle];
      return {
        built,
        spec: (named) => ({
          ...contender,
          ...named,
          framework: { ...framework, version: built.label },
          // No image holds this version.
          launch: { process: { ...launch, command } },
          source: built.source,
        }),
      };
    },
  };
}

function serviceMaker(
  app: LabApp,
  workshop: OpenWorkshop,
  { name, service, install, results }: ServiceAsked,
  versions: OfSides<string>,
): Maker {
  const { cwd } = service;
  return {
    of: { id: name, name },
    make: async (side, by) => {
      const built = await workshop.buildTree({ side, cwd, ref: versions[side], install, results }, by);
      const [started] = await app.ownContenders({ ...service, cwd: built.folder }, [name], by.signal);
      if (started === undefined) throw new Error(`${name} is no contender`);
      return { built, spec: (named) => ({ ...started, ...named, source: built.source }) };
    },
  };
}

function noPackage({ id }: ContenderSpec): LabError {
  return new LabError('LAB_USAGE', `${id} has no framework of npm that there could be two versions of.`, {
    fix: [
      'name a contender that has one: ab fastify --a 5.12.8 --b 5.11.0',
      "for versions of a service under git: ab --command 'node server.js' --port 3000 --a . --b main",
    ],
  });
}

function notBundled({ id }: ContenderSpec): LabError {
  return new LabError(
    'LAB_USAGE',
    `${id} is no contender that the lab bundles, so no other version can go in.`,
    {
      fix: ["for versions of a service under git: ab --command 'node server.js' --port 3000 --a . --b main"],
    },
  );
}
