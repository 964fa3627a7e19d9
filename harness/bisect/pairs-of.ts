import { pairedValues } from '../live/paired-values.ts';
import type { Comparison, ComparisonReport } from '../model/documents/document.ts';
import type { Trial } from '../model/trial.ts';
import type { PairOfValues } from './place-evidence.ts';

/** All pairs of one metric that a live comparison measured, those of both stages. */
export function pairsOf(
  { runs }: Pick<ComparisonReport, 'runs'>,
  { scenario, metric }: Pick<Comparison, 'scenario' | 'metric'>,
): readonly PairOfValues[] {
  const trials = (side: 'a' | 'b'): readonly Trial[] =>
    runs.find((run) => run.scenario === scenario && run.side === side)?.trials ?? [];
  const both = { a: trials('a'), b: trials('b') };
  return (['screen', 'confirm'] as const).flatMap((stage) => {
    const { base, head } = pairedValues(both, metric, stage);
    return base.map((against, index) => ({ against, at: head[index] ?? against }));
  });
}
