/** Scenario of which more pairs could be measured. */
export interface SchedulableScenario {
  readonly scenario: string;
  /** Number of pairs so far. */
  readonly pairs: number;
  /** Minimum number of pairs for any conclusion, and maximum number of pairs analyzed. */
  readonly minPairs: number;
  readonly maxPairs: number;
  /** Mean time of a pair, milliseconds; 0 while there is none. */
  readonly pairMs: number;
  /** True while any gated metric is inconclusive. */
  readonly isOpen: boolean;
  /** Half the widest interval as a share of its estimate's distance to the margin; conclusive at 1. */
  readonly width: number;
}

/**
 * Returns the scenario that gets the next pair, given the time left for all of them; null if none
 * does. Each scenario first gets the pairs of its first analysis: in turn if there is time for all,
 * otherwise those first that finish soonest. Then the widest interval gets more pairs, but one that
 * the remaining time cannot make conclusive waits for the others. A pair that would not end in time
 * is not started.
 */
export function chooseScenarioForNextPair(
  contenders: readonly SchedulableScenario[],
  leftMs: number,
): string | null {
  const possible = contenders.filter(
    ({ isOpen, pairs, maxPairs, pairMs }) => isOpen && pairs < maxPairs && pairMs <= leftMs,
  );
  const analyzed = possible.filter(({ pairs, minPairs }) => pairs >= minPairs);
  if (analyzed.length < possible.length) {
    const unanalyzed = possible.filter(({ pairs, minPairs }) => pairs < minPairs);
    const hasTimeForAll =
      unanalyzed.reduce((sum, contender) => sum + firstAnalysisMs(contender), 0) <= leftMs;
    return first(unanalyzed, (contender, other) =>
      hasTimeForAll
        ? contender.pairs - other.pairs
        : firstAnalysisMs(contender) - firstAnalysisMs(other),
    );
  }
  const decidable = analyzed.filter((contender) => neededMs(contender) <= leftMs);
  return first(
    decidable.length > 0 ? decidable : analyzed,
    (contender, other) => other.width - contender.width,
  );
}

/** Returns the time until the first analysis; 0 without pairs, so that these come first. */
function firstAnalysisMs({ pairs, minPairs, pairMs }: SchedulableScenario): number {
  return pairs === 0 ? 0 : (minPairs - pairs) * pairMs;
}

/** Returns the time until the interval is narrow enough: its width shrinks with the root of pairs. */
function neededMs({ pairs, maxPairs, pairMs, width }: SchedulableScenario): number {
  const needed = Math.max(pairs + 1, Math.ceil(pairs * width ** 2));
  return needed > maxPairs ? Number.POSITIVE_INFINITY : (needed - pairs) * pairMs;
}

/** Returns the first scenario in the given order; ties keep their original order. */
function first(
  contenders: readonly SchedulableScenario[],
  order: (contender: SchedulableScenario, other: SchedulableScenario) => number,
): string | null {
  return contenders.toSorted(order)[0]?.scenario ?? null;
}
