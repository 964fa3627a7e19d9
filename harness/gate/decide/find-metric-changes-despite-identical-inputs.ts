/** Compares the findings of traces with measurements of the same scenarios. */
import type { Comparison } from '../../model/documents/run-report-and-comparison-document.ts';
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
      message: `${traced.scenario} reads the same inputs on both sides (${traced.files} files), but its ${metric} was judged ${verdict}.`,
      remedy:
        'Measure again with a different --seed. If the result repeats, the scenario depends on an input that the trace does not capture; do not exclude it from a gate.',
    }));
  });
}
