import type { Finding } from 'perf-harness/plugin';
import type { AuditFinding, CompletedCategory } from '../document/audit-document.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';
import type { ChangedLines } from './lines-changed-since-git-revision.ts';

/**
 * Removes findings on unchanged lines, since old defects are not caused by this change. A change may
 * cause a measured defect from afar, such as a loop around the call of a function that queries: it is
 * then on one of the lines of its evidence.
 */
export function filterByChangedLines(
  categories: readonly CompletedCategory[],
  changed: ChangedLines,
): { readonly categories: readonly CompletedCategory[]; readonly findings: readonly Finding[] } {
  const isNew = ({ file, line, end_line: end, evidence_class, evidence }: AuditFinding): boolean =>
    changed.has(file, line, end) ||
    (evidence_class === 'measured' &&
      evidence.some((place) => changed.has(place.file, place.line, place.line)));
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
