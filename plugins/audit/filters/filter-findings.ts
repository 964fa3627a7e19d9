import { join } from 'node:path';
import type { Finding, Host } from 'perf-harness/plugin';
import type { AuditCategory, CompletedCategory } from '../document/audit-document.ts';
import type { Auditor } from '../rule.ts';
import { isCompleteCategory } from '../scoring/category-score.ts';
import { type ChangedLines, filterByChangedLines } from './lines-changed-since-git-revision.ts';
import { markPlannedFindings, readDecisions } from './make-findings-covered-by-adrs-advisory.ts';
import {
  type BaselineEntry,
  createBaselineEntries,
  type OpenBaseline,
  suppressByBaseline,
  writeBaseline,
} from './suppress-by-baseline.ts';

/** Reasons for findings not to count, apart from comments in the code. */
export interface FindingFilters {
  /** null: all findings are new. */
  readonly baseline: OpenBaseline | null;
  /** null: all lines count. */
  readonly changed: ChangedLines | null;
}

interface Filters {
  readonly root: string;
  readonly auditors: readonly Auditor[];
  readonly answers: FindingFilters;
}

/** Returns the remaining findings: those not planned, not known before, and on changed lines. */
export function filterFindings(
  host: Host,
  categories: readonly AuditCategory[],
  { root, auditors, answers: { baseline, changed } }: Filters,
): { readonly categories: readonly AuditCategory[]; readonly findings: readonly Finding[] } {
  const ids = auditors.flatMap(({ rules, checks }) => [...rules, ...checks].map(({ id }) => id));
  const plans = readDecisions(host, root, new Set(ids));
  const textOf = (file: string): string | null => host.files.read(join(root, file));
  const findings: Finding[] = [];
  let completed: readonly CompletedCategory[] = categories.flatMap((category) =>
    category.status === 'completed' ? [markPlannedFindings(category, plans)] : [],
  );
  if (baseline !== null) {
    let known: readonly BaselineEntry[] = baseline.known;
    if (baseline.isUpdated && !categories.every(isCompleteCategory)) findings.push(NOT_UPDATED);
    else if (baseline.isUpdated) {
      known = createBaselineEntries(
        completed.flatMap((category) => category.findings),
        textOf,
      );
      writeBaseline(host, baseline.path, known);
    }
    completed = suppressByBaseline(completed, known, textOf);
  }
  if (changed !== null) {
    const touched = filterByChangedLines(completed, changed);
    completed = touched.categories;
    findings.push(...touched.findings);
  }
  const filtered = new Map(completed.map((category) => [category.auditor, category]));
  return {
    categories: categories.map((category) => filtered.get(category.auditor) ?? category),
    findings,
  };
}

const NOT_UPDATED: Finding = {
  id: 'audit-baseline-kept',
  level: 'warning',
  message: 'The baseline was not written because an auditor or one of its checks did not finish.',
  remedy: 'Fix the cause, and run again with --update-baseline.',
};
