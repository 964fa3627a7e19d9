import type { Suspicion } from '../../harness/model/documents/performance-map.ts';
import { normaliseMessage } from '../../harness/model/program/normalise-message.ts';

/**
 * Suspicions that say the same of the same place, as the one of them with the largest share, with the
 * evidence and the steps of all (P811-27). What differs from one sighting to the next (numbers, times,
 * ids) makes no difference.
 */
export function mergeSuspicions(found: readonly Suspicion[]): readonly Suspicion[] {
  const groups = Map.groupBy(found, ({ category, location, description }) =>
    JSON.stringify([category, location, normaliseMessage(description)]),
  );
  return [...groups.values()].flatMap((group) => {
    const [most] = group.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
    if (most === undefined) return [];
    return {
      ...most,
      evidence: group.flatMap(({ evidence }) => evidence),
      affected_steps: [...new Set(group.flatMap((one) => one.affected_steps))],
    };
  });
}
