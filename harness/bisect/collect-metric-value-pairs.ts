import { collectPairedValues } from '../live-comparison/collect-paired-metric-values.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { Trial } from '../model/trial.ts';
import type { PairValues } from './bisect-pair-effects-by-position.ts';

/** Returns all pairs of one metric in a live comparison, from screen and confirm stage. */
export function collectMetricValuePairs(
  { runs }: Pick<ComparisonReport, 'runs'>,
  { scenario, metric }: Pick<Comparison, 'scenario' | 'metric'>,
): readonly PairValues[] {
  const trials = (side: 'a' | 'b'): readonly Trial[] =>
    runs.find((run) => run.scenario === scenario && run.side === side)?.trials ?? [];
  const both = { a: trials('a'), b: trials('b') };
  return (['screen', 'confirm'] as const).flatMap((stage) => {
    const { base, head } = collectPairedValues(both, metric, stage);
    return base.map((against, index) => ({ against, at: head[index] ?? against }));
  });
}
