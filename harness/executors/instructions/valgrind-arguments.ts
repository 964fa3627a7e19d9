import { join } from 'node:path';

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
/** Beginning of the names of the dumps. */
export const CALLGRIND_DUMP_PREFIX = 'counts';
/** Beginning of the names of the pipes that vgdb uses. */
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
