import type { measure } from 'perf-harness/plugin';
import type { ContextBlock } from '../../context/optimization-context-block-schema.ts';
import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import type { PlanCheck } from '../plan-check-types.ts';

/** V813-05: every confirmed candidate has a hypothesis against it. */
export const suspicionCoverage: PlanCheck = {
  id: 'suspicion-coverage',
  area: 'suspicion_coverage',
  check: ({ block }) => {
    const bare = block.performance_map.suspicion_stack.filter(
      (candidate) =>
        candidate.verdict === 'confirmed' &&
        !block.hypotheses.some((by) => isAgainst(by, candidate)),
    );
    return {
      missing: bare.map(({ id, location, description }) => ({
        suspicion: id,
        note: `MISSING_HYPOTHESIS: no hypothesis addresses ${id} at ${location}: ${description}`,
      })),
      corrections: bare.flatMap((candidate) => {
        const hypothesis = byHand(block, candidate);
        return hypothesis === null ? [] : [{ kind: 'add', hypothesis }];
      }),
    };
  },
};

/** By the evidence that it names, or else by the step and the file. */
function isAgainst(
  hypothesis: Hypothesis,
  { id, affected_steps: steps, location }: measure.Suspicion,
): boolean {
  if (hypothesis.evidence.includes(id)) return true;
  const file = location.replace(/(?::\d+)+$/u, '');
  return (
    steps.includes(hypothesis.bottleneck_addressed) && hypothesis.files_to_modify.includes(file)
  );
}

/** Returns a manual hypothesis for a candidate; null if its steps are not in the map. */
function byHand(
  { performance_map: map }: ContextBlock,
  { id, affected_steps: steps, location, description, evidence }: measure.Suspicion,
): Omit<Hypothesis, 'id'> | null {
  const bottleneck = map.top_bottlenecks.find(({ step }) => steps.includes(step));
  const step = bottleneck?.step ?? steps[0];
  if (step === undefined) return null;
  return {
    key: `suspicion:${id}@${location}`,
    description: `Fix by hand: ${description}`,
    bottleneck_addressed: step,
    bottleneck_class: bottleneck?.type ?? 'Unknown',
    expected_impact: {
      percent: 0,
      origin: 'estimated',
      note: 'The saving is unknown.',
    },
    complexity: 'Medium',
    risk: 'Medium',
    fix_level: 4,
    files_to_modify: [location.replace(/(?::\d+)+$/u, '')],
    dependencies: [],
    conflicts_with: [],
    evidence: [id],
    premises: [{ text: description, measurement: evidence[0]?.id ?? step }],
    evidence_class: 'proven',
    assumes: [],
    removes: false,
    pair: null,
    source: 'profiler_hint',
    apply: null,
  };
}
