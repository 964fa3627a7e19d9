import type { Finding } from 'perf-harness/plugin';

/** Findings on files whose last line is incomplete. @param files - Their number; 0: no finding. */
export function incompleteLineFindings(files: number): readonly Finding[] {
  if (files === 0) return [];
  return [
    {
      id: 'import-torn-line',
      level: 'warning',
      message: `${files === 1 ? 'A file ends' : `${files} files end`} in the middle of a line, which was skipped. The program writing it was interrupted or is still running.`,
    },
  ];
}
