import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type DataFile, type DataTable, dataInvalid, dataTable } from '../../domain/data-table.ts';

/** A file of more is no list of ten thousand rows, and is not read at all. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The hash of a data file's bytes. Throws LAB_DATA_INVALID where it cannot be read. */
export async function dataHash(file: string): Promise<string> {
  return sha256(await bytesOf(file));
}

/** The rows of a data file, which must still be the one that was named. Throws LAB_DATA_INVALID. */
export async function readData(data: DataFile): Promise<DataTable> {
  const bytes = await bytesOf(data.file);
  if (data.sha256 !== null && data.sha256 !== sha256(bytes)) {
    throw dataInvalid(data.file, 'it is not the file that the run was made with', [
      'put the old file back, or start a new run',
    ]);
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) throw dataInvalid(data.file, 'it is no UTF-8', ['save it as UTF-8']);
  return dataTable(data, text);
}

async function bytesOf(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw dataInvalid(
      file,
      `it cannot be read (${cause.code ?? cause.message})`,
      ['data.csv is relative to the scenario’s file'],
      cause,
    );
  });
  if (bytes.length <= MOST_BYTES) return bytes;
  throw dataInvalid(file, `it has ${Math.round(bytes.length / 1024 / 1024)} MB; at most 16 are read`, [
    'take fewer rows',
  ]);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
