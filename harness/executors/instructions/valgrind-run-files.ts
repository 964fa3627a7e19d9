import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';

/** Variables that would add options of the user's to valgrind's own. */
export const UNSET_VALGRIND_VARIABLES: Readonly<Record<string, undefined>> = {
  VALGRIND_OPTS: undefined,
};

/** `--smc-check`, since V8 changes its code in place without telling. */
const COMMON: readonly string[] = [
  '--command-line-only=yes',
  '--tool=callgrind',
  '--smc-check=all-non-file',
  // Only sums are read, so the rest of the dump is kept small.
  '--dump-line=no',
];

/** Name of valgrind's log file; `%p` becomes the id of each process. */
export const VALGRIND_LOG_NAME = 'valgrind-log';
export const CALLGRIND_DUMP_PREFIX = 'counts';
export const VGDB_PIPE_PREFIX = 'vgdb';
/** C function whose every call ends a stretch. */
export const MARK_FUNCTION = 'uv_os_getpriority';

/** Options for a function: counting is off until requested, and marks divide the count. */
export function functionValgrindOptions(folder: string): readonly string[] {
  return [
    ...COMMON,
    '--instr-atstart=no',
    `--dump-before=${MARK_FUNCTION}`,
    `--callgrind-out-file=${join(folder, CALLGRIND_DUMP_PREFIX)}`,
    `--log-file=${join(folder, VALGRIND_LOG_NAME)}`,
    `--vgdb-prefix=${join(folder, VGDB_PIPE_PREFIX)}`,
  ];
}

/** Options for a command: it and all that it starts is counted from beginning to end. */
export function commandValgrindOptions(folder: string): readonly string[] {
  return [
    ...COMMON,
    '--trace-children=yes',
    '--vgdb=no',
    `--callgrind-out-file=${join(folder, CALLGRIND_DUMP_PREFIX)}.%p`,
    `--log-file=${join(folder, VALGRIND_LOG_NAME)}.%p`,
  ];
}

/** Messages of valgrind about problems of its own rather than of the program. */
const TROUBLE: readonly (readonly [RegExp, string])[] = [
  [
    /unhandled instruction bytes|unrecognised instruction/,
    'it does not support a machine instruction that the program uses',
  ],
  [/the 'impossible' happened|valgrind: .*[Aa]ssertion/, 'it encountered an internal error'],
  [/Fatal error at startup/, 'it could not start'],
  [/failed to start tool|tool .* not found/, 'its counting tool, callgrind, is not installed'],
  [/memory management: out of memory|mmap\(.*failed in UME/, 'it ran out of memory'],
];

/** Finds the reason why valgrind could not run a program; null if its output gives none. */
export function findValgrindError(
  files: Pick<Files, 'list' | 'read'>,
  folder: string,
  printed: string,
): string | null {
  const logs = files
    .list(folder)
    .filter((name) => name.startsWith(VALGRIND_LOG_NAME))
    .map((name) => files.read(join(folder, name)) ?? '');
  for (const text of [...logs, printed]) {
    for (const [pattern, meaning] of TROUBLE) {
      const line = text.split('\n').find((logLine) => pattern.test(logLine));
      if (line !== undefined) return `valgrind: ${meaning} (${withoutPrefix(line)})`;
    }
  }
  return null;
}

function withoutPrefix(line: string): string {
  return line.replace(/^[=-]+\d+[=-]+\s*/, '').trim();
}

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
