import type { Session } from '../recorded-call-session.ts';
import {
  generateSmallerSessions,
  removeUnreferencedObjects,
} from '../sessions/call-session-shrink-candidates.ts';
import { filterCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import type { Difference } from './compare-module-versions.ts';

/** Session in which two versions differ, with the difference. */
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
 * Minimizes a session while both versions still differ in the same way.
 * @param findDifference - Compares both versions in a session; null if they are the same or the result
 * is inconclusive.
 */
export async function shrinkSession(
  found: FoundDifference,
  findDifference: (session: Session) => Promise<Difference | null>,
  { until, maxTries, canLack }: ShrinkLimits,
): Promise<FoundDifference> {
  let best = dropLaterCalls(found);
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const smaller of generateSmallerSessions(best.session, canLack)) {
      if (tries >= maxTries || performance.now() > until) return best;
      tries += 1;
      const session = removeUnreferencedObjects(smaller);
      const difference = await findDifference(session);
      if (difference?.kind !== found.difference.kind) continue;
      best = dropLaterCalls({ session, difference });
      isSmaller = true;
      break;
    }
  }
  return best;
}

/** Removes the calls after the difference, which show nothing. */
function dropLaterCalls({ session, difference }: FoundDifference): FoundDifference {
  const kept = filterCalls(session, (index) => index <= difference.call);
  return { session: kept, difference };
}
