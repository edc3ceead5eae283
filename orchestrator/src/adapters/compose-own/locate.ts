import { readFile } from 'node:fs/promises';
import { describeFinding, type Finding } from '../compose/finding.ts';
import { readYamlTree } from '../compose/yaml-tree.ts';

/**
 * Says of a finding in what Compose made of a file where it stands in that file: Compose tells no lines.
 * What the file only includes stands elsewhere, and then no line is named. `shown`: the file, for people.
 */
export async function locator(file: string, shown: string): Promise<(finding: Finding) => string> {
  const tree = readYamlTree(await readFile(file, 'utf8'), (text) => ({ text }));
  const own = (tree.value as { services?: Record<string, unknown> } | undefined)?.services ?? {};
  return (finding) => {
    const [, service] = finding.path;
    if (service === undefined || Object.hasOwn(own, service)) {
      return describeFinding(shown, tree.locate(finding));
    }
    const text = `(in a file that it includes) ${finding.text}`;
    return describeFinding(shown, { ...finding, text, line: null });
  };
}
