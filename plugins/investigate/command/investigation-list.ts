import { printable } from 'perf-harness/plugin';
import type { InvestigationEntry } from '../store/investigation-store.ts';

/** Characters of a cause, below the line of its investigation; the rest is in the report. */
const LONGEST_CAUSE = 76;

/** A line an investigation, and one for its cause; damaged ones with what is wrong with them. */
export function investigationList(entries: readonly InvestigationEntry[]): string {
  if (entries.length === 0)
    return 'no investigations yet; begin with: perf-harness investigate --since 4h --logs access.log\n';
  const width = Math.max(...entries.map(({ id }) => printable(id).length));
  return entries.map((entry) => `${lineOf(entry, width)}\n`).join('');
}

function lineOf(entry: InvestigationEntry, width: number): string {
  const id = printable(entry.id).padEnd(width);
  if (entry.state === 'damaged') return `${id}  damaged: ${printable(entry.problem)}`;
  const { incident, conclusion, causes, closed } = entry.report;
  const cause = closed?.cause ?? causes[0]?.change.title ?? null;
  const state = closed === undefined ? 'open  ' : 'closed';
  return [
    [id, state, printable(incident.service), conclusion].join('  '),
    ...(cause === null ? [] : [`    ${shortened(printable(cause))}`]),
  ].join('\n');
}

function shortened(text: string): string {
  return text.length <= LONGEST_CAUSE ? text : `${text.slice(0, LONGEST_CAUSE - 1)}…`;
}
