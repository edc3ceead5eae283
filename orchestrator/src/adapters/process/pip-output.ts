import { LabError } from '../../domain/errors.ts';

/** What pip is doing, in a few words; null for a line that tells nothing new. */
export function pipProgress(line: string): string | null {
  const [, collecting] = /^Collecting ([^\s(;]+)/.exec(line) ?? [];
  if (collecting !== undefined) return `getting ${collecting.replace('==', ' ')}`;
  const [, packages] = /^Installing collected packages: (.+)/.exec(line) ?? [];
  if (packages !== undefined) return `installing ${packages.split(', ').length} packages`;
  return null;
}

interface Reason {
  readonly sign: RegExp;
  readonly code: 'LAB_REGISTRY_UNREACHABLE' | 'LAB_PACKAGE_DIFFERS' | 'LAB_SETUP_FAILED';
  readonly message: (about: About & { readonly found: string }) => string;
  /** The lines to show; absent: the last ones. */
  readonly lines?: RegExp;
  readonly fix: readonly string[];
}

interface About {
  /** The requirements file. */
  readonly file: string;
  /** With its version. */
  readonly python: string;
}

const FROM_IMAGE = 'or run it from its image: --runtime docker';

/** The first that fits; `found` is the first group of its sign. */
const REASONS: readonly Reason[] = [
  {
    sign: /THESE PACKAGES DO NOT MATCH THE HASHES/,
    code: 'LAB_PACKAGE_DIFFERS',
    message: ({ file }) => `A package is not the one that ${file} names by its hash; it was not installed.`,
    lines: /^\s+(?:\S+ from |Expected|Got)/,
    fix: [
      'do not use it: ask whoever runs the registry, or a proxy before it, why it differs',
      'try another registry: PIP_INDEX_URL; empty what pip has kept: python3 -m pip cache purge',
    ],
  },
  // Before the wheel that is missing: without a registry, pip finds none either.
  {
    sign: /NewConnectionError|Failed to establish a new connection|ConnectTimeout|ReadTimeout|Max retries exceeded|Connection (?:refused|reset|aborted)|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED|\(from versions: none\)/,
    code: 'LAB_REGISTRY_UNREACHABLE',
    message: () => 'pip reached no package registry, or one that has none of these packages.',
    fix: [
      'connect this machine, or tell pip the way: PIP_INDEX_URL, PIP_PROXY, PIP_CERT',
      'without a network, give it a folder of the wheels: PIP_NO_INDEX=1 PIP_FIND_LINKS=/path',
      FROM_IMAGE,
    ],
  },
  {
    sign: /No matching distribution found for (\S+)/,
    code: 'LAB_SETUP_FAILED',
    message: ({ found, python }) => `There is no wheel of ${found} for ${python} on this machine.`,
    fix: ['use another Python: LAB_PYTHON=/path/to/python3', FROM_IMAGE],
  },
  {
    sign: /require-hashes mode/,
    code: 'LAB_SETUP_FAILED',
    message: ({ file }) => `${file} does not pin all it needs by version and hash.`,
    fix: ['make it anew with all hashes; the head of services/flask/requirements.txt says how ours are made'],
  },
  {
    sign: /No space left on device|Disk quota exceeded/,
    code: 'LAB_SETUP_FAILED',
    message: () => 'There is no room for the packages.',
    fix: ['make room on the disk; an environment takes about 50 MB'],
  },
  {
    sign: /^/,
    code: 'LAB_SETUP_FAILED',
    message: ({ file }) => `pip could not install ${file}.`,
    fix: ['its last words say why; then npm run lab -- setup again'],
  },
];

const LINES_SHOWN = 4;
const LONGEST_LINE = 200;

/** What it was that made pip fail; what it said of that goes along. */
export function pipError(output: readonly string[], about: About): LabError {
  const text = output.join('\n');
  for (const { sign, code, message, lines, fix } of REASONS) {
    const found = sign.exec(text);
    if (found === null) continue;
    const said = output.filter((line) => (lines ?? /\S/).test(line)).slice(-LINES_SHOWN);
    return new LabError(code, message({ ...about, found: found[1] ?? '' }), {
      seen: said.map((line) => ['pip', shortened(line.trim())] as const),
      fix,
    });
  }
  throw new Error('no reason fits, and the last one always does');
}

function shortened(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}
