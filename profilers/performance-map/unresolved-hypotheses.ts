import type {
  PerformanceMap,
  Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
import type { ProfileSection } from '../../harness/model/documents/profile-document.ts';
import { normaliseLogMessage } from '../../harness/model/program/condense-log-messages.ts';
import { MIN_REPORTED_PERCENT } from './verify-hypotheses-by-time.ts';

/** Samples possibly missed when none was observed, at 95 % confidence ("rule of three"). */
const MISSED = 3;
/** One-sided, 95 %. */
const NORMAL_QUANTILE = 1.645;

/** Returns hypotheses dismissed on so few samples that nothing has confirmed or dismissed them. */
export function findUnresolvedHypotheses(
  { suspicion_stack: stack }: Pick<PerformanceMap, 'suspicion_stack'>,
  { samples, idle }: Pick<ProfileSection, 'samples' | 'idle'>,
): readonly Suspicion[] {
  const busy = (samples ?? 0) * (1 - (idle?.median ?? 0));
  return stack.filter(
    ({ verdict, share }) => verdict === 'dismissed' && mayBeWorthIt(share ?? 0, busy),
  );
}

/** True if a share observed in so many samples may in truth be large enough to inspect. */
function mayBeWorthIt(sharePercent: number, samples: number): boolean {
  if (samples <= 0) return true;
  const seen = (sharePercent / 100) * samples;
  const most = seen + MISSED + NORMAL_QUANTILE * Math.sqrt(seen);
  return (100 * most) / samples >= MIN_REPORTED_PERCENT;
}

/**
 * Merges the same hypotheses of a place into the largest, with all evidence and steps (P811-27);
 * numbers, times and ids do not count.
 */
export function mergeHypotheses(found: readonly Suspicion[]): readonly Suspicion[] {
  const groups = Map.groupBy(found, ({ category, location, description }) =>
    JSON.stringify([category, location, normaliseLogMessage(description)]),
  );
  return [...groups.values()].flatMap((group) => {
    const [most] = group.toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0));
    if (most === undefined) return [];
    return {
      ...most,
      evidence: group.flatMap(({ evidence }) => evidence),
      affected_steps: [...new Set(group.flatMap((candidate) => candidate.affected_steps))],
    };
  });
}
