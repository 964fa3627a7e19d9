import { REPORT_SCHEMA } from '../harness/model/documents/run-report-and-comparison-document.ts';
import {
  type MeasuredDocument,
  requireMeasuredDocument,
  selectNewestRuns,
} from './document-containing-runs.ts';
import type { Reporter } from './reporter.ts';

/** The JSON of an endpoint badge of Shields. Unknown is never green. */
export const badgeReporter: Reporter = {
  id: 'badge',
  render: (shown) => {
    const badge = {
      schemaVersion: 1,
      label: 'performance',
      ...badgeOf(requireMeasuredDocument(shown, 'badge')),
    };
    return `${JSON.stringify(badge, null, 2)}\n`;
  },
};

const COLORS: Readonly<Record<string, string>> = {
  pass: 'brightgreen',
  fail: 'red',
  failed: 'red',
};

function badgeOf(document: MeasuredDocument) {
  const { schema, verdict } = document;
  const color = COLORS[verdict] ?? 'yellow';
  if (schema !== REPORT_SCHEMA) return { message: verdict, color };
  const budgets = selectNewestRuns(document).flatMap((run) => run.budgets);
  const kept = budgets.filter((budget) => budget.verdict === 'pass').length;
  if (budgets.length > 0) return { message: `${kept} of ${budgets.length} budgets met`, color };
  // Nothing failed, but there are no budgets either.
  return verdict === 'pass'
    ? { message: 'no budgets', color: 'lightgrey' }
    : { message: verdict, color };
}
