import { isKnown, type RecordEntry } from '../../harness/history/record-entry.ts';

/**
 * One line a record, newest last; damaged ones with what is wrong with them.
 * @param capacities - Identifiers of capacity searches.
 */
export function recordList(
  entries: readonly RecordEntry[],
  capacities: readonly string[] = [],
): string {
  const searches = capacities.map((id) => `${id}  capacity search\n`).join('');
  if (entries.length === 0 && searches !== '') return searches;
  if (entries.length === 0) return 'no records yet; measure something with: perf-harness run\n';
  return entries.map((entry) => `${lineOf(entry)}\n`).join('') + searches;
}

function lineOf(entry: RecordEntry): string {
  if (!isKnown(entry)) return `${entry.id}  damaged: ${entry.problem}`;
  const outcome = entry.state === 'completed' ? entry.verdict : entry.state;
  return `${entry.id}  ${outcome.padEnd(12)}  ${entry.scenario}`;
}
