import { COMPARISON_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../harness/model/documents/report-document.ts';
import { measuredRuns } from './measured/measured-runs.ts';
import type { Reporter } from './reporter.ts';

interface BadgeText {
  readonly message: string;
  readonly color: string;
}

/** The JSON of an endpoint badge of Shields. Unknown is never green. */
export const badgeReporter: Reporter = {
  id: 'badge',
  render: (document) => {
    const { message, color } = badgeOf(document);
    const badge = { schemaVersion: 1, label: 'performance', message, color };
    return `${JSON.stringify(badge, null, 2)}\n`;
  },
};

function badgeOf(document: ReportDocument): BadgeText {
  const runs = measuredRuns(document, 'badge');
  if (document.schema === GATE_SCHEMA) return ofVerdict(document.verdict, document.verdict);
  if (document.schema === COMPARISON_SCHEMA) return ofVerdict(document.verdict, document.verdict);
  const budgets = runs.flatMap((run) => run.budgets);
  const kept = budgets.filter(({ verdict }) => verdict === 'pass').length;
  const verdict = document.schema === 'perf-harness/report@1' ? document.verdict : 'inconclusive';
  if (budgets.length === 0) {
    // Nothing failed, and nothing was promised.
    return verdict === 'pass'
      ? { message: 'no budgets', color: 'lightgrey' }
      : ofVerdict(verdict, verdict);
  }
  return ofVerdict(verdict, `${kept} of ${budgets.length} budgets kept`);
}

function ofVerdict(verdict: string, message: string): BadgeText {
  if (verdict === 'pass') return { message, color: 'brightgreen' };
  return { message, color: verdict === 'fail' || verdict === 'failed' ? 'red' : 'yellow' };
}
