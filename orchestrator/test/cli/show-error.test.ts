import { describe, expect, it } from 'vitest';
import { unlessAborted } from '../../src/app/unless-aborted.ts';
import { LabError, originalError } from '../../src/domain/errors.ts';

const first = new LabError('LAB_CONTRACT_DIFFERS', 'what went wrong first');

function breaksOnDisposal(name: string): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: () => Promise.reject(new Error(`${name} could not be cleaned up`)),
  };
}

describe('the error that is shown', () => {
  it('is the first one, however many clean-ups fail after it', async () => {
    const work = async (): Promise<void> => {
      await using _outer = breaksOnDisposal('outer');
      await using _inner = breaksOnDisposal('inner');
      throw first;
    };
    const thrown: unknown = await work().catch((error: unknown) => error);
    expect(thrown).not.toBe(first);
    expect(originalError(thrown)).toBe(first);
  });

  it('is a failed clean-up where nothing else went wrong', async () => {
    const work = async (): Promise<void> => {
      await using _only = breaksOnDisposal('only');
    };
    const thrown: unknown = await work().catch((error: unknown) => error);
    expect(originalError(thrown)).toMatchObject({ message: 'only could not be cleaned up' });
  });
});

describe('work that cannot be cancelled', () => {
  const interruption = new LabError('LAB_INTERRUPTED', 'stop');

  it('gives its result, or its error, while nobody interrupts', async () => {
    const { signal } = new AbortController();
    await expect(unlessAborted(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(unlessAborted(Promise.reject(first), signal)).rejects.toBe(first);
  });

  it('is left alone at the interruption, even when it never ends', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(new Promise(() => undefined), controller.signal);
    controller.abort(interruption);
    await expect(waiting).rejects.toBe(interruption);
    await expect(unlessAborted(new Promise(() => undefined), controller.signal)).rejects.toBe(interruption);
  });

  it('that dies of the same Ctrl-C, a moment before the signal is here, is no failure of its own', async () => {
    const controller = new AbortController();
    const waiting = unlessAborted(Promise.reject(new Error('esbuild was ended')), controller.signal);
    setTimeout(() => controller.abort(interruption), 5);
    await expect(waiting).rejects.toBe(interruption);
  });
});
