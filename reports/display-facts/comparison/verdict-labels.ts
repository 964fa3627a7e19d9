import type { Comparison } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { OutcomeSign } from '../../format-independent-report-view.ts';

interface Verdict {
  readonly sign: OutcomeSign;
  /** Word for it in a headline's counts. */
  readonly counted: string;
}

/** Verdicts over a metric, in the order in which a headline counts them. */
export const VERDICT_LABELS: Readonly<Record<Comparison['verdict'], Verdict>> = {
  regressed: { sign: '✗', counted: 'worse' },
  improved: { sign: '✓', counted: 'better' },
  unchanged: { sign: '=', counted: 'unchanged' },
  'same inputs': { sign: '=', counted: 'with the same inputs' },
  inconclusive: { sign: '?', counted: 'inconclusive' },
  incomparable: { sign: '!', counted: 'not comparable' },
};
