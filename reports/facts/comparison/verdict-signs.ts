import type { Comparison } from '../../../harness/model/documents/document.ts';
import type { Sign } from '../../view.ts';

/** Signs of the verdicts over a metric. */
export const VERDICT_SIGNS: Readonly<Record<Comparison['verdict'], Sign>> = {
  regressed: '✗',
  improved: '✓',
  unchanged: '=',
  'same inputs': '=',
  inconclusive: '?',
  incomparable: '!',
};
