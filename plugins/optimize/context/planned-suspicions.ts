import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { Hypothesis } from '../document/hypothesis.ts';

/** What a plan rests on. */
export interface PlannedOn {
  readonly map: PerformanceMap;
  readonly hypotheses: readonly Hypothesis[];
}

type Stack = PerformanceMap['suspicion_stack'];

/**
 * Puts what a generator found beside what the profiler suspected. A generator knows patterns that no
 * rule of the profiler looks for; one that it found in a bottleneck is a suspicion, and the time that
 * was measured there confirms it. Without this a plan against code that only computes would rest on
 * nothing (V813-01).
 * @returns The map with a suspicion for each hypothesis that can be applied, whose bottleneck was
 * measured, and that rests on none yet; these hypotheses name theirs.
 */
export function withPlannedSuspicions(
  map: PerformanceMap,
  hypotheses: readonly Hypothesis[],
): PlannedOn {
  const stack: Stack[number][] = [...map.suspicion_stack];
  const confirmed = stack.filter(({ verdict }) => verdict === 'confirmed').map(({ id }) => id);
  const planned = hypotheses.map((one) => {
    const measured = map.top_bottlenecks.find(({ step }) => step === one.bottleneck_addressed);
    const rests = one.evidence.some((id) => confirmed.includes(id));
    if (one.apply === null || measured === undefined || rests) return one;
    const id = freshId(stack);
    stack.push(suspicionOf(id, one, measured));
    return { ...one, evidence: [...one.evidence, id] };
  });
  return { map: { ...map, suspicion_stack: stack }, hypotheses: planned };
}

/** Numbered on from those that are there. */
function freshId(stack: Stack): string {
  const numbers = stack.map(({ id }) => Number(/^S(\d+)$/u.exec(id)?.[1] ?? 0));
  return `S${Math.max(0, ...numbers) + 1}`;
}

function suspicionOf(id: string, one: Hypothesis, measured: measure.Bottleneck): measure.Suspicion {
  const { step, share, wall_time_ms: wallMs, location } = measured;
  const part = `${share.toFixed(1)} %`;
  return {
    id,
    category: measured.type === 'Architecture' ? 'architecture' : 'redundant_work',
    location: placeOf(one) ?? location ?? one.files_to_modify[0] ?? step,
    description: `Found by the generator: ${one.description}`,
    verdict: 'confirmed',
    evidence: [
      {
        id: `${id}.1`,
        question: 'How much of an operation does its step take?',
        answer: `${part}.`,
        value: wallMs,
        unit: 'ms',
      },
    ],
    verification_note: `Step ${step}, in which it stands, takes ${part} of the wall time.`,
    affected_steps: [step],
    share,
  };
}

function placeOf({ apply }: Hypothesis): string | undefined {
  return apply?.kind === 'codemod' ? apply.places[0] : undefined;
}
