import { findMetric } from '../model/metric.ts';
import type { LiveSubject } from './live-subject.ts';

/** Counted comparisons of the whole suite share their error, whatever was measured of them so far. */
export function countedOf(subjects: readonly LiveSubject[]): number {
  const counts = subjects
    .filter(({ trouble }) => trouble === null)
    .map(({ gated }) => {
      const natures = [...gated].map((name) => findMetric(name)?.nature);
      return natures.filter((nature) => nature === 'counted').length;
    });
  return Math.max(
    1,
    counts.reduce((sum, one) => sum + one, 0),
  );
}
