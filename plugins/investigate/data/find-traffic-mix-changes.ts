import type { DataPart } from '../document/investigation-document.ts';
import type { OnsetSides } from './compare-logs-before-and-after-onset.ts';

type MixChange = NonNullable<DataPart['mix']>[number];

export interface TrafficPart {
  readonly of: string;
  readonly name: string;
  readonly counts: readonly number[];
}

/** Least rise of a share, as a fraction of all requests, and least ratio; less explains nothing. */
const [LEAST_RISE, LEAST_RATIO] = [0.1, 2];
/** Requests on each side of a change. */
const MIN_REQUESTS = 100;
/** Fraction of the earlier intervals that must lie below half of the later share. */
const MOST_BELOW = 0.9;

/**
 * Clients, endpoints and column values whose share of the requests rose, the clearest of each kind:
 * the requests, or their senders, are not the same as before.
 *
 * @param all - All requests by interval.
 */
export function findTrafficMixChanges(
  parts: readonly TrafficPart[],
  all: readonly number[],
  { interval, end }: OnsetSides,
): readonly MixChange[] {
  const sum = (counts: readonly number[], from: number, to: number): number =>
    counts.slice(from, to).reduce((total, count) => total + count, 0);
  const [before, since] = [sum(all, 0, interval), sum(all, interval, end)];
  if (before < MIN_REQUESTS || since < MIN_REQUESTS) return [];
  const risen = parts.flatMap(({ of, name, counts }): readonly MixChange[] => {
    const was = sum(counts, 0, interval) / before;
    const is = sum(counts, interval, end) / since;
    if (is - was < LEAST_RISE || is < LEAST_RATIO * was) return [];
    const shares = all.map((count, at) => (count === 0 ? null : (counts[at] ?? 0) / count));
    const usual = shares
      .slice(interval, end)
      .filter((share) => share !== null)
      .toSorted((a, b) => a - b);
    const middle = usual[usual.length >> 1] ?? 0;
    const earlier = shares.slice(0, interval).filter((share) => share !== null);
    const below = earlier.filter((share) => share < middle).length;
    return below < MOST_BELOW * earlier.length ? [] : [{ of, name, before: was, after: is }];
  });
  return [...Map.groupBy(risen, ({ of }) => of).values()].flatMap((own) =>
    own.toSorted((a, b) => b.after - b.before - (a.after - a.before)).slice(0, 1),
  );
}
