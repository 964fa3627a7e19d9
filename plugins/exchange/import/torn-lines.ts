import type { Finding } from 'perf-harness/plugin';

/** What is said of files whose last line has no end. @param files - How many; 0: nothing is said. */
export function tornLines(files: number): readonly Finding[] {
  if (files === 0) return [];
  return [
    {
      id: 'import-torn-line',
      level: 'warning',
      message: `${files === 1 ? 'A file ends' : `${files} files end`} in the middle of a line, which was left out: who wrote it was stopped, or writes on.`,
    },
  ];
}
