/** Compares the findings of traces with measurements of the same scenarios. */
import type { Comparison } from '../../model/documents/comparison-document.ts';
import type { TracedInputs } from '../../model/documents/traced-external-inputs.ts';
import type { Finding } from '../../model/finding.ts';

/** Reports metrics that differ although inputs are the same: the trace missed one, or chance. */
export function findInputTraceContradictions(
  inputs: readonly TracedInputs[],
  comparisons: readonly Comparison[],
): readonly Finding[] {
  return inputs.flatMap((traced): readonly Finding[] => {
    if (traced.outcome !== 'same' || traced.measured !== true) return [];
    const differing = comparisons.filter(
      ({ scenario, gated, verdict }) =>
        scenario === traced.scenario &&
        gated &&
        (verdict === 'regressed' || verdict === 'improved'),
    );
    return differing.map(({ metric, verdict }) => ({
      id: 'same-inputs-contradicted',
      level: 'warning',
      message: `${traced.scenario} reads the same on both sides (${traced.files} files), and its ${metric} was measured as ${verdict}.`,
      remedy:
        'Measure it again with another --seed: if it is so again, it goes by something that no trace sees, and must not be left out of a gate.',
    }));
  });
}
