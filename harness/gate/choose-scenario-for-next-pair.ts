/** A scenario that more pairs could be measured of. */
export interface SchedulableScenario {
  readonly scenario: string;
  /** Pairs that it has. */
  readonly pairs: number;
  /** Minimum number of pairs for any conclusion, and maximum number of pairs analyzed. */
  readonly leastPairs: number;
  readonly mostPairs: number;
  /** Time of one pair, milliseconds; an estimate while there is none. */
  readonly pairMs: number;
  /** Set while any gated metric is inconclusive. */
  readonly isOpen: boolean;
  /** Half the widest deciding interval as a share of its deciding distance; 1 or less is about decided. */
  readonly width: number;
}

/**
 * Returns the scenario that gets the next pair, given the time left for all of them; null where
 * none does. Every scenario first gets the fewest pairs that say anything: in turn where the time
 * is enough for all, otherwise those that finish soonest first. Then the widest interval gets more,
 * but one that the remaining time cannot decide waits for the others. A pair that would not end in
 * time is not started.
 */
export function chooseScenarioForNextPair(
  contenders: readonly SchedulableScenario[],
  leftMs: number,
): string | null {
  const possible = contenders.filter(
    ({ isOpen, pairs, mostPairs, pairMs }) => isOpen && pairs < mostPairs && pairMs <= leftMs,
  );
  const begun = possible.filter(({ pairs, leastPairs }) => pairs >= leastPairs);
  if (begun.length < possible.length) {
    const young = possible.filter(({ pairs, leastPairs }) => pairs < leastPairs);
    const isEnough = young.reduce((sum, contender) => sum + youngMs(contender), 0) <= leftMs;
    return first(young, (contender, other) =>
      isEnough ? contender.pairs - other.pairs : youngMs(contender) - youngMs(other),
    );
  }
  const hopeful = begun.filter((contender) => neededMs(contender) <= leftMs);
  return first(
    hopeful.length > 0 ? hopeful : begun,
    (contender, other) => other.width - contender.width,
  );
}

/** Returns the time to the fewest pairs; unknown without pairs, so 0, for these to come first. */
function youngMs({ pairs, leastPairs, pairMs }: SchedulableScenario): number {
  return pairs === 0 ? 0 : (leastPairs - pairs) * pairMs;
}

/** Time until the interval is as narrow as it must be: its width shrinks with the root of pairs. */
function neededMs({ pairs, mostPairs, pairMs, width }: SchedulableScenario): number {
  const needed = Math.max(pairs + 1, Math.ceil(pairs * width ** 2));
  return needed > mostPairs ? Number.POSITIVE_INFINITY : (needed - pairs) * pairMs;
}

/** Returns the first scenario in the given order; ties keep their original order. */
function first(
  contenders: readonly SchedulableScenario[],
  order: (contender: SchedulableScenario, other: SchedulableScenario) => number,
): string | null {
  return contenders.toSorted(order)[0]?.scenario ?? null;
}
