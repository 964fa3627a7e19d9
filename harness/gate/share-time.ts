/** A scenario that more pairs could be measured of. */
export interface Contender {
  readonly scenario: string;
  /** Pairs that it has. */
  readonly pairs: number;
  /** Fewest pairs that say anything, and most that are looked at. */
  readonly leastPairs: number;
  readonly mostPairs: number;
  /** What one pair takes, milliseconds; an estimate while there is none. */
  readonly pairMs: number;
  /** Whether anything that decides is still open. */
  readonly isOpen: boolean;
  /** Half the widest deciding interval as a share of its deciding distance; 1 or less is about decided. */
  readonly width: number;
}

/**
 * Which scenario gets the next pair, with so much time left for all of them; null: none. First
 * everyone gets the fewest pairs that say anything: in turn where the time is enough for all, else those
 * first that are soonest done with them. Then the widest interval gets more, but one that the time that is
 * left cannot decide waits until the others are. A pair that would not end in time is not begun.
 */
export function nextScenario(contenders: readonly Contender[], leftMs: number): string | null {
  const possible = contenders.filter(
    ({ isOpen, pairs, mostPairs, pairMs }) => isOpen && pairs < mostPairs && pairMs <= leftMs,
  );
  const begun = possible.filter(({ pairs, leastPairs }) => pairs >= leastPairs);
  if (begun.length < possible.length) {
    const young = possible.filter(({ pairs, leastPairs }) => pairs < leastPairs);
    const isEnough = young.reduce((sum, one) => sum + youngMs(one), 0) <= leftMs;
    return first(young, (one, other) =>
      isEnough ? one.pairs - other.pairs : youngMs(one) - youngMs(other),
    );
  }
  const hopeful = begun.filter((contender) => neededMs(contender) <= leftMs);
  return first(hopeful.length > 0 ? hopeful : begun, (one, other) => other.width - one.width);
}

/** Time until something can be said: of those without a pair it is not known, so they are asked first. */
function youngMs({ pairs, leastPairs, pairMs }: Contender): number {
  return pairs === 0 ? 0 : (leastPairs - pairs) * pairMs;
}

/** Time until the interval is as narrow as it must be: its width shrinks with the root of pairs. */
function neededMs({ pairs, mostPairs, pairMs, width }: Contender): number {
  const needed = Math.max(pairs + 1, Math.ceil(pairs * width ** 2));
  return needed > mostPairs ? Number.POSITIVE_INFINITY : (needed - pairs) * pairMs;
}

/** The one that comes first in an order; of equals, the one that stands first. */
function first(
  contenders: readonly Contender[],
  order: (one: Contender, other: Contender) => number,
): string | null {
  return contenders.toSorted(order)[0]?.scenario ?? null;
}
