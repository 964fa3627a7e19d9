/** Runs that became slower, and `perf-harness history` in a project that has them. */
import { expect } from 'vitest';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import { createHistoryEntry, createSummary } from './history-entries.ts';
import { runCommandInProcess } from './run-command-in-process.ts';

/** Position of the first run of the new level in `createSlowedRuns`. */
export const FIRST_SLOW_RUN = 12;

/** Returns 24 runs, slower from the 13th on, with the changes of each; no two are quite the same. */
export function createSlowedRuns(
  changes: (number: number) => Partial<HistoryEntry> = () => ({}),
): readonly HistoryEntry[] {
  return Array.from({ length: 24 }, (_, number) => {
    const center = (number < FIRST_SLOW_RUN ? 10 : 13) * (1 + ((number * 7) % 5) / 500);
    const { metrics, ...more } = changes(number);
    return createHistoryEntry(number, {
      ...more,
      metrics: { wall_time: createSummary('wall_time', center), ...metrics },
    });
  });
}

/** Returns functions that run `perf-harness history` there, and read its JSON report. */
export function historyCommandsIn(cwd: string, env: Readonly<Record<string, string>> = {}) {
  const run = (...args: readonly string[]) =>
    runCommandInProcess(['history', ...args], { cwd, env, isLight: true });
  const report = async (...args: readonly string[]): Promise<HistoryReport> => {
    const { out, err } = await run(...args, '--reporter', 'json');
    expect(out, err).not.toBe('');
    return JSON.parse(out) as HistoryReport;
  };
  return { run, report };
}
