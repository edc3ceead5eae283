import { LabError } from '../../domain/errors.ts';

/** What pip is doing, in a few words; null for a line that tells nothing new. */
export function pipProgress(line: string): string | null {
  const [, collecting] = /^Collecting ([^\s(;]+)/.exec(line) ?? [];
  if (collecting !== undefined) return `getting ${collecting.replace('==', ' ')}`;
  const [, packages] = /^Installing collected packages: (.+)/.exec(line) ?? [];
  if (packages !== undefined) return `installing ${packages.split(', ').length} packages`;
  return null;
}

const UNREACHABLE =
  /NewConnectionError|Failed to establish a new connection|Name or service not known|Temporary failure in name resolution|ConnectTimeout|ReadTimeout|Max retries exceeded|Connection (?:refused|reset|aborted)|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED/;
const DIFFERS = /THESE PACKAGES DO NOT MATCH THE HASHES/;
const NOT_PINNED = /require-hashes mode|requirements to have their versions pinned|Hashes are required/i;
const NO_WHEEL = /No matching distribution found for (\S+)/;
const FULL = /No space left on device|Disk quota exceeded/;

/** What it was that made pip fail; its last words go along. */
export function pipError(
  output: readonly string[],
  about: { readonly file: string; readonly python: string },
): LabError {
  const text = output.join('\n');
  const { file, python } = about;
  const last = output.filter((line) => line.trim() !== '').slice(-4);
  const seen = last.map((line) => ['pip', line.trim()] as const);
  // Before the wheel that cannot be found: without a registry pip finds none, either.
  if (UNREACHABLE.test(text)) {
    return new LabError('LAB_REGISTRY_UNREACHABLE', 'pip reached no package registry.', {
      seen,
      fix: [
        'connect this machine, or let pip know the way: PIP_INDEX_URL, PIP_PROXY, PIP_CERT',
        'or, without a network, a folder of the wheels: PIP_NO_INDEX=1 PIP_FIND_LINKS=/path',
        'or run it from its image: --runtime docker',
      ],
    });
  }
  if (DIFFERS.test(text)) {
    return new LabError('LAB_PACKAGE_DIFFERS', `A package is not the one that ${file} names by its hash.`, {
      seen: output
        .filter((line) => /^\s+(?:Expected|Got|\S+==|\S+ from )/.test(line))
        .slice(0, 4)
        .map((line) => ['pip', line.trim()] as const),
      fix: [
        'do not use what was got: ask whoever runs the registry, or a proxy before it, why it differs',
        'try another registry: PIP_INDEX_URL; what pip keeps is emptied by: python3 -m pip cache purge',
      ],
    });
  }
  const [, missing] = NO_WHEEL.exec(text) ?? [];
  if (missing !== undefined) {
    return new LabError(
      'LAB_SETUP_FAILED',
      `There is no wheel of ${missing} for ${python} on this machine.`,
      {
        seen,
        fix: [
          'use another Python: LAB_PYTHON=/path/to/python3',
          'or run it from its image: --runtime docker',
        ],
      },
    );
  }
  if (NOT_PINNED.test(text)) {
    return new LabError('LAB_SETUP_FAILED', `${file} does not pin all it needs by version and hash.`, {
      seen,
      fix: [
        'make it anew with hashes, e.g. pip-compile --generate-hashes; the head of services/flask/requirements.txt says how ours are made',
      ],
    });
  }
  if (FULL.test(text)) {
    return new LabError('LAB_SETUP_FAILED', 'The disk is full.', {
      seen,
      fix: ['make room; a Python environment takes about 50 MB'],
    });
  }
  return new LabError('LAB_SETUP_FAILED', `pip could not install ${file}.`, {
    seen,
    fix: ['its last words say why; then npm run lab -- setup again'],
  });
}
