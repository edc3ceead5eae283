import type { DockerLook } from '../ports/docker-look.ts';
import { type Check, type CheckContext, type Finding, ok, unknown } from './check.ts';

/** A machine without Docker is whole: contenders are processes there. So nothing here ever blocks. */
export const engineCheck: Check = {
  id: 'docker',
  title: 'Docker engine',
  wanted: '20.10 or newer; without one contenders run as processes',
  run: (context) =>
    withLook(context, ({ engine, tried }) => {
      if (engine?.problem) {
        return { severity: '!', found: engine.problem.message, fix: engine.problem.fix.join('; ') };
      }
      if (engine) return ok(engine.description);
      const places = tried.map(({ where, what }) => `${where}: ${what}`).join(' · ');
      return { ...ok(`none answers (${places})`), fix: 'nothing, or start Docker for the full lab' };
    }),
};

export const composeCheck: Check = {
  id: 'compose',
  title: 'Docker Compose',
  wanted: '2.20 or newer, to build the images',
  run: (context) =>
    withEngine(context, ({ compose }) =>
      compose === null
        ? { severity: '!', found: 'none', fix: 'install the Compose plugin of the docker command' }
        : ok(compose),
    ),
};

export const imagesCheck: Check = {
  id: 'images',
  title: 'Images',
  wanted: 'all of them; what is missing is built or pulled by the first run',
  run: (context) =>
    withEngine(context, ({ images }) => {
      const missing = images.filter(({ present }) => !present).map(({ tag }) => tag);
      const found = `${images.length - missing.length} of ${images.length}`;
      return missing.length === 0
        ? ok(found)
        : { ...ok(`${found}; missing ${missing.join(', ')}`), fix: 'npm run lab -- --scenario smoke' };
    }),
};

export const stackPortsCheck: Check = {
  id: 'stack-ports',
  title: 'Ports of the stack',
  wanted: 'free, or held by our own stack',
  run: (context) =>
    withEngine(context, ({ ports }) => {
      const foreign = ports.filter(({ holder }) => holder !== null && holder !== 'ours');
      const found = ports.map(({ port, what, holder }) => `${port} ${what}: ${holder ?? 'free'}`).join(' · ');
      if (foreign.length === 0) return ok(found);
      return { severity: '!', found, fix: 'LAB_GRAFANA_PORT=3030 LAB_INFLUX_PORT=8087 docker compose up -d' };
    }),
};

async function withLook(context: CheckContext, say: (look: DockerLook) => Finding): Promise<Finding> {
  return say(await context.docker());
}

function withEngine(context: CheckContext, say: (look: DockerLook) => Finding): Promise<Finding> {
  return withLook(context, (look) => (look.engine === null ? unknown('no engine') : say(look)));
}
