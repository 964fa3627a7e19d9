import type { Session } from '../session.ts';
import { filterCalls } from '../sessions/filter-calls.ts';
import {
  generateSmallerSessions,
  removeUnreferencedObjects,
} from '../sessions/smaller-sessions.ts';
import type { Difference } from './compare-sides.ts';

/** A session in which two sides part ways, and where. */
export interface FoundDifference {
  readonly session: Session;
  readonly difference: Difference;
}

export interface ShrinkLimits {
  /** On the monotonic clock, in milliseconds. */
  readonly until: number;
  readonly maxTries: number;
  /** Returns true if an object may lack a property of this name. */
  readonly canLack: (name: string) => boolean;
}

/**
 * Takes away as much as can be taken while the sides still part ways in the same manner.
 * @param differenceOf - What the sides do with a session; null: the same, or nothing can be said.
 */
export async function shrinkSession(
  found: FoundDifference,
  differenceOf: (session: Session) => Promise<Difference | null>,
  { until, maxTries, canLack }: ShrinkLimits,
): Promise<FoundDifference> {
  let best = cutAfter(found);
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const smaller of generateSmallerSessions(best.session, canLack)) {
      if (tries >= maxTries || performance.now() > until) return best;
      tries += 1;
      const session = removeUnreferencedObjects(smaller);
      const difference = await differenceOf(session);
      if (difference?.kind !== found.difference.kind) continue;
      best = cutAfter({ session, difference });
      isSmaller = true;
      break;
    }
  }
  return best;
}

/** Removes the calls after the difference, which show nothing. */
function cutAfter({ session, difference }: FoundDifference): FoundDifference {
  const kept = filterCalls(session, (index) => index <= difference.call);
  return { session: kept, difference };
}
