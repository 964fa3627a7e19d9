import { COMPARISON_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import { type Measured, measuredDocument, measuredRuns } from './measured/measured-runs.ts';
import type { Reporter } from './reporter.ts';

interface BadgeText {
  readonly message: string;
  readonly color: string;
}

/** The JSON of an endpoint badge of Shields. Unknown is never green. */
export const badgeReporter: Reporter = {
  id: 'badge',
  render: (shown) => {
    const { message, color } = badgeOf(measuredDocument(shown, 'badge'));
    const badge = { schemaVersion: 1, label: 'performance', message, color };
    return `${JSON.stringify(badge, null, 2)}\n`;
  },
};

function badgeOf(document: Measured): BadgeText {
  const runs = measuredRuns(document);
  if (document.schema === GATE_SCHEMA) return ofVerdict(document.verdict, document.verdict);
  if (document.schema === COMPARISON_SCHEMA) return ofVerdict(document.verdict, document.verdict);
  const budgets = runs.flatMap((run) => run.budgets);
  const kept = budgets.filter(({ verdict }) => verdict === 'pass').length;
  const { verdict } = document;
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
