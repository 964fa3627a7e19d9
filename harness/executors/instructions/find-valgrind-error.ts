import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { VALGRIND_LOG_NAME } from './valgrind-arguments.ts';

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
