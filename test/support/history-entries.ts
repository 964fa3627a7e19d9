import {
  HISTORY_ENTRY_SCHEMA,
  type HistoryEntry,
} from '../../harness/model/documents/history-entry.ts';
import { METRICS } from '../../harness/model/metric.ts';
import type { Summary } from '../../harness/model/metric-summary.ts';
import { summarizeMetric } from '../../harness/stats/summarize-metric.ts';

/** Returns the summary of a metric with this value three times. */
export function createSummary(metric: string, center: number): Summary {
  const known = METRICS.get(metric);
  if (known === undefined) throw new TypeError(`unknown metric ${metric}`);
  return summarizeMetric(known, [center, center, center]);
}

/** Returns the start of the n-th run: one run an hour. */
export function runTimestamp(number: number): string {
  return new Date(Date.UTC(2026, 0, 1) + number * 3_600_000).toISOString();
}

/** Returns a run of scenario `sort` as stored in history: one machine, a clean commit. */
export function createHistoryEntry(
  number: number,
  changes: Partial<HistoryEntry> = {},
): HistoryEntry {
  const startedAt = runTimestamp(number);
  return {
    schema: HISTORY_ENTRY_SCHEMA,
    id: `${startedAt.replace(/[-:.]/gu, '')}-sort-${number.toString(16).padStart(4, '0')}`,
    scenario: 'sort',
    kind: 'function',
    state: 'completed',
    verdict: 'pass',
    file: 'scenarios/sort.ts',
    startedAt,
    git: { commit: runCommitHash(number), branch: 'main', dirty: false, committedAt: null },
    machine: { id: 'one', title: '2 × test, linux x64' },
    node: '26.0.0',
    harness: '1.0.0',
    tool: null,
    settings: 'same',
    metrics: { wall_time: createSummary('wall_time', 10) },
    ...changes,
  };
}

/** Hash of the commit of a number. */
export function runCommitHash(number: number): string {
  return number.toString(16).padStart(40, '0');
}
