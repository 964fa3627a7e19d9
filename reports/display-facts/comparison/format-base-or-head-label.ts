import type { ComparedSide } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import { printable } from '../../text/printable-text.ts';

const SOURCES: Readonly<Record<ComparedSide['source'], string>> = {
  record: 'record',
  baseline: 'baseline',
  ref: 'git ref',
  folder: 'folder',
  tree: 'working tree',
  dependency: 'dependency',
  variable: 'variable',
  node: 'Node.js',
};

/** A side as reports name it: `main (git ref, 3f1c9a7d5b)`, `working tree`. */
export function formatComparisonSide({ label, source, commit }: ComparedSide): string {
  const name = printable(label);
  const details = [
    name.startsWith(SOURCES[source]) ? '' : SOURCES[source],
    commit === null || name === commit ? '' : shortCommit(printable(commit)),
  ].filter((part) => part !== '');
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}
