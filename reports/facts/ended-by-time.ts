import type { Comparison } from '../../harness/model/documents/document.ts';
import { findMetric } from '../../harness/model/metric.ts';

/** Pairs of a stage that a comparison takes unless it is told otherwise: docs/compare.md. */
export const USUAL_PAIRS = 95;

/** The pairs of the stage that a comparison ended in. */
export function pairsAtEnd({
  screen_pairs: screen,
  confirm_pairs: confirm,
}: Pick<Comparison, 'screen_pairs' | 'confirm_pairs'>): number {
  return confirm > 0 ? confirm : screen;
}

/**
 * Whether more time alone would have brought more pairs to what is not decided. Only timed metrics
 * are looked at up to the last pair.
 */
export function endedByTime(comparison: Comparison, most: number): boolean {
  return findMetric(comparison.metric)?.nature === 'timed' && pairsAtEnd(comparison) < most;
}
