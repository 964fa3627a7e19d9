import type { Finding } from 'perf-harness/plugin';
import type { CompletedCategory } from '../document/audit-document.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';
import type { ChangedLines } from './lines-changed-since-git-revision.ts';

/** Removes findings on unchanged lines, since old defects are not caused by this change. */
export function filterByChangedLines(
  categories: readonly CompletedCategory[],
  changed: ChangedLines,
): { readonly categories: readonly CompletedCategory[]; readonly findings: readonly Finding[] } {
  const isNew = (finding: { file: string; line: number; end_line: number }): boolean =>
    changed.has(finding.file, finding.line, finding.end_line);
  const kept = categories.map((category) =>
    recountCategory(category, {
      findings: category.findings.filter(isNew),
      advisory: category.advisory.filter(({ finding }) => isNew(finding)),
      suppressed: category.suppressed.filter(({ finding }) => isNew(finding)),
    }),
  );
  const count = (all: readonly CompletedCategory[]): number =>
    all.reduce((sum, category) => sum + category.total_issues, 0);
  const left = count(categories) - count(kept);
  if (left === 0) return { categories: kept, findings: [] };
  const message = `${left} ${left === 1 ? 'finding is' : 'findings are'} on lines unchanged since ${changed.since} and ${left === 1 ? 'counts' : 'count'} only in a full audit.`;
  return { categories: kept, findings: [{ id: 'audit-unchanged', level: 'info', message }] };
}
