import type {
  PerformanceMap,
  Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
import type { InstrumentedFunction } from '../../harness/model/program/function-instrumentation.ts';
import { MIN_REPORTED_PERCENT } from '../performance-map/verify-hypotheses-by-time.ts';

const DIGITS = 3;

export interface InstrumentedSuspect extends Omit<InstrumentedFunction, 'suspicions'> {
  readonly suspected: readonly string[];
}

/**
 * Decides open hypotheses by the calls of their functions: time and counts confirm, too little
 * dismisses (P811-28, P811-33).
 */
export function decideHypothesesByRecordedCalls<
  Judged extends Pick<PerformanceMap, 'suspicion_stack' | 'optimization_hints' | 'baseline'>,
>(
  map: Judged,
  instrumented: readonly InstrumentedSuspect[],
  open: readonly Suspicion[],
): { readonly map: Judged; readonly functions: readonly InstrumentedFunction[] } {
  const ids = new Set(open.map(({ id }) => id));
  const settledBy = new Map<string, string[]>();
  const stack = map.suspicion_stack.map((candidate): Suspicion => {
    const of = instrumented.find(({ suspected }) => suspected.includes(candidate.location));
    if (of === undefined || !ids.has(candidate.id)) return candidate;
    settledBy.set(of.location, [...(settledBy.get(of.location) ?? []), candidate.id]);
    return settled(candidate, of, map.baseline.wall_time_ms);
  });
  const known = new Set(map.optimization_hints.map(({ suspicion }) => suspicion));
  const hints = stack
    .filter(({ id, verdict }) => verdict === 'confirmed' && !known.has(id))
    .map(({ id, description, evidence }) => ({
      suspicion: id,
      text: description,
      evidence: evidence.map((link) => link.id),
    }));
  return {
    map: {
      ...map,
      suspicion_stack: stack,
      optimization_hints: [...map.optimization_hints, ...hints],
    },
    functions: instrumented.map(({ suspected: _, ...of }) => ({
      ...of,
      suspicions: settledBy.get(of.location) ?? [],
    })),
  };
}

function settled(candidate: Suspicion, of: InstrumentedSuspect, wallMs: number): Suspicion {
  const share = wallMs === 0 ? 0 : Math.min(100, (100 * of.total_ms) / wallMs);
  const isConfirmed = of.calls > 0 && share >= MIN_REPORTED_PERCENT;
  const count = candidate.evidence.length;
  const percent = `${Number(share.toPrecision(DIGITS))} %`;
  const took = `${of.name} takes ${percent} of the wall time`;
  return {
    ...candidate,
    verdict: isConfirmed ? 'confirmed' : 'dismissed',
    evidence: [
      ...candidate.evidence,
      {
        id: `${candidate.id}.${count + 1}`,
        question: 'How long does the enclosing function take per operation?',
        answer: `${Number(of.total_ms.toPrecision(DIGITS))} ms, ${percent}.`,
        value: of.total_ms,
        unit: 'ms',
      },
      {
        id: `${candidate.id}.${count + 2}`,
        question: 'How often is the function called per operation?',
        answer: `${Number(of.calls.toPrecision(DIGITS))} times.`,
        value: of.calls,
        unit: 'calls',
      },
    ],
    verification_note: isConfirmed
      ? `By instrumentation: ${took}.`
      : `By instrumentation: ${took}, below the reporting threshold of ${MIN_REPORTED_PERCENT} %.`,
    share,
  };
}
