import type { BaselineEntry } from '../../harness/baseline/baseline-store.ts';

/** One line a baseline; damaged ones with what is wrong with them. */
export function baselineList(entries: readonly BaselineEntry[]): string {
  if (entries.length === 0) return 'no baselines yet; save one with: perf-harness baseline save\n';
  return entries.map((entry) => `${lineOf(entry)}\n`).join('');
}

function lineOf(entry: BaselineEntry): string {
  if (entry.state === 'damaged') return `${entry.name}  damaged: ${entry.problem}`;
  const count = `${entry.scenarios.length} scenario${entry.scenarios.length === 1 ? '' : 's'}`;
  const note = entry.note === null ? '' : `  ${entry.note}`;
  return `${entry.name.padEnd(12)}  ${entry.savedAt.slice(0, 16).replace('T', ' ')}  ${count}${note}`;
}
