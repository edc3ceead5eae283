import { rename, writeFile } from 'node:fs/promises';

/** Replaces a file by rename: a reader, or the next start after a kill, sees the old text or the new one whole. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.writing`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}
