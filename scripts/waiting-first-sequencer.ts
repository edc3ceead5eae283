import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests that wait for processes; what else there is takes milliseconds. */
const WAITING = [/\/test\/e2e\//, /services\/runtime\/test\//];

/**
 * Begins with the files that mostly wait. Without times of an earlier run vitest goes by size, and a
 * short file of a long test that begins last is waited for alone.
 */
export class WaitingFirstSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = WAITING.findIndex((pattern) => pattern.test(moduleId));
      return found === -1 ? WAITING.length : found;
    };
    // Stable, so within a rank vitest's own order stands.
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
