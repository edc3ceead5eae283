import type { TestCase, Vitest } from 'vitest/node';

/**
 * Names, at the end of a run, every test that passed only when it was tried again: one bad moment of a
 * shared machine must not turn CI red, and a test that leans on a quiet one must not go unseen.
 */
export class SecondTryReporter {
  #print: (text: string) => void = () => undefined;
  readonly #names: string[] = [];

  onInit(vitest: Vitest): void {
    this.#print = (text) => vitest.logger.log(text);
  }

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    this.#print(`tests that passed only when tried again: ${this.#names.length}`);
    for (const name of this.#names) this.#print(`  ! ${name}`);
  }
}
