import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';

/** Map and hypotheses that a plan rests on. */
export interface PlanBasis {
  readonly map: PerformanceMap;
  readonly hypotheses: readonly Hypothesis[];
}

type Stack = PerformanceMap['suspicion_stack'];

/**
 * Adds the generator's hypotheses to the profiler's candidates. A generator knows patterns that no
 * rule of the profiler looks for; a pattern found in a bottleneck is a candidate, confirmed by the
 * time measured there. Without this, a plan for purely computational code would rest on nothing
 * (V813-01).
 * @returns The map with a candidate for each applicable hypothesis whose bottleneck was measured
 * and that rests on no confirmed candidate yet; these hypotheses name theirs as evidence.
 */
export function addPlannedCandidates(
  map: PerformanceMap,
  hypotheses: readonly Hypothesis[],
): PlanBasis {
  const stack: Stack[number][] = [...map.suspicion_stack];
  const confirmed = stack.filter(({ verdict }) => verdict === 'confirmed').map(({ id }) => id);
  const planned = hypotheses.map((hypothesis) => {
    const measured = map.top_bottlenecks.find(
      ({ step }) => step === hypothesis.bottleneck_addressed,
    );
    const rests = hypothesis.evidence.some((id) => confirmed.includes(id));
    if (hypothesis.apply === null || measured === undefined || rests) return hypothesis;
    const id = freshId(stack);
    stack.push(suspicionOf(id, hypothesis, measured));
    return { ...hypothesis, evidence: [...hypothesis.evidence, id] };
  });
  return { map: { ...map, suspicion_stack: stack }, hypotheses: planned };
}

/** Returns the id after the highest in use. */
function freshId(stack: Stack): string {
  const numbers = stack.map(({ id }) => Number(/^S(\d+)$/u.exec(id)?.[1] ?? 0));
  return `S${Math.max(0, ...numbers) + 1}`;
}

function suspicionOf(
  id: string,
  hypothesis: Hypothesis,
  measured: measure.Bottleneck,
): measure.Suspicion {
  const { step, share, wall_time_ms: wallMs, location } = measured;
  const part = `${share.toFixed(1)} %`;
  return {
    id,
    category: measured.type === 'Architecture' ? 'architecture' : 'redundant_work',
    location: placeOf(hypothesis) ?? location ?? hypothesis.files_to_modify[0] ?? step,
    description: `Found by the generator: ${hypothesis.description}`,
    verdict: 'confirmed',
    evidence: [
      {
        id: `${id}.1`,
        question: 'What share of an operation does the affected step take?',
        answer: `${part}.`,
        value: wallMs,
        unit: 'ms',
      },
    ],
    verification_note: `Located in step ${step}, which takes ${part} of the wall time.`,
    affected_steps: [step],
    share,
  };
}

function placeOf({ apply }: Hypothesis): string | undefined {
  return apply?.kind === 'codemod' ? apply.places[0] : undefined;
}
