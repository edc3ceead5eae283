import { LabError } from '../domain/errors.ts';

/** Why stdout could not be written, in words a person can act on. */
export function stdoutError(cause: Error): LabError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new LabError(
    isFull ? 'LAB_STORE_FULL' : 'LAB_STORE_FAILED',
    isFull
      ? 'There is no room left where stdout is written to.'
      : 'What goes to stdout could not be written.',
    { seen: [['said', message]], fix: ['make room there, or write it to another file'], cause },
  );
}
