import type { BisectStep, Stretch } from '../model/documents/bisect-document.ts';
import { pseudoMedian } from '../stats/walsh-averages.ts';
import {
  addPairs,
  computePairEffects,
  isRatioScale,
  type PairValues,
  type PositionEvidence,
  type PositionPair,
} from './bisect-pair-effects-by-position.ts';
import {
  concludeSearch,
  type SearchConclusion,
  type SearchState,
} from './conclude-bisect-search.ts';

/** Result of measuring pairs between two places. */
export type MeasuredPairs =
  | {
      readonly state: 'measured';
      readonly pairs: readonly PairValues[];
      readonly durationMs: number;
    }
  | { readonly state: 'untestable'; readonly reason: string; readonly durationMs: number }
  | { readonly state: 'interrupted' };

/** Measures `count` pairs of two places; the second place is the baseline. */
export type MeasurePairs = (places: PositionPair, count: number) => Promise<MeasuredPairs>;

export interface SearchLimits {
  /** Posterior probability at which the search stops. */
  readonly confidence: number;
  /** Maximum number of pairs measured by this search; pairs in the initial state do not count. */
  readonly maxPairs: number;
}

export interface SearchResult {
  readonly type: 'found' | 'exhausted' | 'interrupted';
  readonly stretch: Stretch;
  readonly state: SearchState;
  readonly steps: readonly BisectStep[];
  readonly standing: SearchConclusion;
}

/**
 * Measures against the good end, at the most informative positions, until a change is certain
 * enough. Positions that cannot be measured are skipped; the answer may then be several adjacent
 * changes.
 * @param state - Contains at least the pairs of the ends.
 */
export async function searchChangePosition(
  state: SearchState,
  measure: MeasurePairs,
  limits: SearchLimits,
  onStep: (step: BisectStep) => void = () => undefined,
): Promise<SearchResult> {
  const steps: BisectStep[] = [];
  let current = state;
  let now = concludeSearch(current, limits.confidence);
  for (;;) {
    const known = { state: current, steps, standing: now };
    const end = (type: SearchResult['type'], stretch: Stretch): SearchResult => ({
      type,
      stretch,
      ...known,
    });
    const isSure = now.likeliest.probability >= limits.confidence;
    if (isSure || now.next === null) return end('found', now.likeliest);
    const room = limits.maxPairs - countSearchPairs(steps);
    if (room <= 0) return end('exhausted', now.left);
    const places = { at: now.next, against: 0 };
    const measured = await measure(places, Math.min(now.pairs, room));
    if (measured.state === 'interrupted') return end('interrupted', now.left);
    current = withMeasured(current, places, measured);
    now = concludeSearch(current, limits.confidence);
    const step = describeStep(current, now, places.at, measured);
    steps.push(step);
    onStep(step);
  }
}

export function countSearchPairs(steps: readonly BisectStep[]): number {
  return steps.reduce((sum, { pairs }) => sum + pairs.length, 0);
}

function withMeasured(
  state: SearchState,
  places: PositionPair,
  measured: Exclude<MeasuredPairs, { state: 'interrupted' }>,
): SearchState {
  return measured.state === 'untestable'
    ? { ...state, untestable: new Set([...state.untestable, places.at]) }
    : { ...state, evidence: addPairs(state.evidence, places, measured.pairs) };
}

function describeStep(
  state: SearchState,
  { likeliest, left }: SearchConclusion,
  at: number,
  measured: Exclude<MeasuredPairs, { state: 'interrupted' }>,
): BisectStep {
  const own = state.evidence.find(
    (placeEvidence) => placeEvidence.at === at && placeEvidence.against === 0,
  );
  return {
    at,
    pairs:
      measured.state === 'untestable'
        ? []
        : measured.pairs.map((pair) => [pair.against, pair.at] as const),
    ratio: own === undefined ? null : ratioOf(own),
    untestable: measured.state === 'untestable' ? measured.reason : null,
    left,
    likeliest,
    duration_ms: measured.durationMs,
  };
}

/** Returns the Hodges-Lehmann estimate of the ratio; null if a value is not positive. */
function ratioOf({ pairs }: PositionEvidence): number | null {
  if (pairs.length === 0 || !isRatioScale(pairs)) return null;
  return Math.exp(pseudoMedian(Float64Array.from(computePairEffects(pairs, true)).sort()));
}
