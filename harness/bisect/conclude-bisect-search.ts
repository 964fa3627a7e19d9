import type { Stretch } from '../model/documents/bisect-document.ts';
import { estimateChangePosition } from '../stats/estimate-culprit-change-position.ts';
import {
  computePairEffects,
  isRatioScale,
  type PositionEvidence,
} from './bisect-pair-effects-by-position.ts';

/** Evidence gathered so far in a search. */
export interface SearchState {
  /** Number of changes between good and bad. */
  readonly size: number;
  readonly evidence: readonly PositionEvidence[];
  /** Places that cannot be measured. */
  readonly untestable: ReadonlySet<number>;
}

export interface SearchConclusion {
  /** Likeliest changes between two testable positions: one change if its neighbors are testable. */
  readonly likeliest: Stretch;
  /** Shortest range that contains the step with the required confidence. */
  readonly left: Stretch;
  /** Place to measure next; null where only the two ends can be measured. */
  readonly next: number | null;
  /** Pairs that are worth measuring there before looking again. */
  readonly pairs: number;
  readonly twoSteps: number;
}

/**
 * Moving to another position costs extra time (a snapshot, a build, a warm-up), an analysis costs
 * nothing: at least two pairs, and as many as move the log-odds by 2 if noise is large compared
 * with the step (a pair moves it by ½ (step / scale)²). By simulation, docs/decisions/0011.
 */
const FEWEST_PAIRS = 2;
const MOST_PAIRS = 8;
const LOG_ODDS = 2;

/** Weighs the evidence over the places that can be measured. */
export function concludeSearch(
  { size, evidence, untestable }: SearchState,
  confidence: number,
): SearchConclusion {
  const places = [0];
  for (let place = 1; place <= size; place += 1) {
    if (!untestable.has(place) || place === size) places.push(place);
  }
  const placeOf = (index: number): number => places[index] ?? size;
  const indexOf = new Map(places.map((place, index) => [place, index]));
  const widths = places.slice(1).map((place, index) => place - placeOf(index));
  const isRatio = isRatioScale(
    evidence.flatMap(({ at, against, pairs }) => (at === size && against === 0 ? pairs : [])),
  );
  const position = estimateChangePosition(
    evidence.flatMap(({ at, against, pairs }) => {
      const [index, other] = [indexOf.get(at), indexOf.get(against)];
      if (index === undefined || other === undefined) return [];
      return [{ at: index, against: other, effects: computePairEffects(pairs, isRatio) }];
    }),
    widths,
    confidence,
  );
  const { probabilities, range, next, effect, scale } = position;
  const best = probabilities.indexOf(Math.max(...probabilities));
  const wanted = Math.ceil(2 * LOG_ODDS * (scale / effect) ** 2);
  return {
    likeliest: {
      first: placeOf(best) + 1,
      last: placeOf(best + 1),
      probability: probabilities[best] ?? 0,
    },
    left: {
      first: placeOf(range.first - 1) + 1,
      last: placeOf(range.last),
      probability: range.probability,
    },
    next: next === null ? null : placeOf(next),
    pairs: Math.min(MOST_PAIRS, Math.max(FEWEST_PAIRS, wanted)),
    twoSteps: position.twoSteps,
  };
}
