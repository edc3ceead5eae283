import { LabError } from '../../domain/errors.ts';

/** Puts a file system's refusal into words a person can act on. */
export function storeError(error: unknown, folder: string): LabError {
  if (error instanceof LabError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const seen = [['said', message]] as const;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LabError('LAB_STORE_FULL', `There is no room left in ${folder}.`, {
      seen,
      fix: [
        'make room (npm run lab -- list --older-than 30d) and go on with --resume, or give another folder: --out',
      ],
      cause: error,
    });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new LabError('LAB_RESULTS_NOT_WRITABLE', `The results folder ${folder} cannot be written.`, {
      seen,
      fix: ['give a folder you may write: --out ~/lab-results (or LAB_OUT)'],
      cause: error,
    });
  }
  return new LabError('LAB_STORE_FAILED', `A result could not be written to ${folder}.`, {
    seen,
    cause: error,
  });
}
