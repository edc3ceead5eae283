import { open } from 'node:fs/promises';

/** A kill may leave half a line; what is appended next must not become part of it. */
export async function endLastLine(file: string): Promise<void> {
  const handle = await open(file, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return;
  try {
    const { size } = await handle.stat();
    if (size === 0) return;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer.toString() !== '\n') await handle.write('\n', size);
  } finally {
    await handle.close();
  }
}
