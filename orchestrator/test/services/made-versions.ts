import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from '../e2e/lab-cli.ts';

/**
 * A folder that stands for a version of fastify: the installed one as one file that needs nothing, so that
 * it installs without a network, with a version and a mark of its own.
 */
export function fastifyFolder(folder: string, version: string): string {
  mkdirSync(folder, { recursive: true });
  buildSync({
    entryPoints: [join(ROOT, 'node_modules/fastify/fastify.js')],
    outfile: join(folder, 'fastify.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['supports-color'],
    footer: { js: `module.exports.madeFor = 'the test of ${version}';` },
    logLevel: 'silent',
  });
  packageJson(folder, { name: 'fastify', version, main: 'fastify.js' });
  return folder;
}

export function packageJson(folder: string, content: object): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(content));
  return folder;
}

/** Packs a package; gives the tarball. */
export function packed(folder: string, into: string): string {
  mkdirSync(into, { recursive: true });
  const words = ['pack', folder, '--ignore-scripts', '--loglevel=error', `--pack-destination=${into}`];
  return join(into, execFileSync('npm', words, { encoding: 'utf8' }).trim());
}

const SERVER = (work: number): string =>
  [
    "const { existsSync } = require('node:fs');",
    "if (!existsSync('installed.txt')) throw new Error('nothing was installed');",
    'let sum = 0;',
    "require('node:http').createServer((request, response) => {",
    `  for (let i = 0; i < ${work}; i++) sum = (sum + i) % 7;`,
    "  response.end('hello');",
    '}).listen(process.env.PORT, process.env.HOST);',
    '',
  ].join('\n');

/**
 * A service in a folder of a repository: the first commit works more than the second, and what stands
 * there now is in no commit. It starts only where `install.js` has run. Gives the service's folder.
 */
export function serviceUnderGit(repository: string): string {
  const folder = join(repository, 'services', 'api');
  mkdirSync(folder, { recursive: true });
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const git = (...words: string[]): void => {
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
    execFileSync('git', ['-C', repository, ...who, ...words], { stdio: 'ignore' });
  };
  git('init', '--initial-branch=main');
  put('.gitignore', 'secret.env\n');
  put('install.js', "require('node:fs').writeFileSync('installed.txt', 'yes');\n");
  put('server.js', SERVER(20_000));
  git('add', '--all');
  git('commit', '--message', 'first');
  put('server.js', SERVER(10));
  git('commit', '--all', '--message', 'second');
  put('server.js', SERVER(20));
  put('untracked.js', '// new\n');
  put('secret.env', 'KEY=value\n');
  return folder;
}
