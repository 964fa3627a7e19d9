import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';

/** Bytes to read at each end of a dump: enough for its header and its sum. */
const HEADER_BYTES = 8_192;

/** Sums of the dumps that callgrind wrote for a file name, in the order of writing. */
export function readDumpTotals(
  files: Pick<Files, 'list' | 'readEnds'>,
  folder: string,
  name: string,
): readonly number[] {
  return files
    .list(folder)
    .flatMap((entry) => {
      const part = entry.startsWith(`${name}.`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
      return Number.isInteger(part) ? [{ entry, part }] : [];
    })
    .toSorted((partFile, other) => partFile.part - other.part)
    .flatMap(({ entry }) => readDumpTotal(files, join(folder, entry)) ?? []);
}

/** Reads a dump's sum; null if it has none, such as when its program was killed while writing. */
export function readDumpTotal(files: Pick<Files, 'readEnds'>, path: string): number | null {
  const ends = files.readEnds(path, HEADER_BYTES);
  if (ends === null) return null;
  const found = /^(?:summary|totals): (\d+)$/m.exec(`${ends.head}\n${ends.tail}`);
  return found?.[1] === undefined ? null : Number(found[1]);
}
