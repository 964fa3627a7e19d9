import type { Session } from '../recorded-call-session.ts';
import { formatCallNames } from '../replay/object-state-timeline-and-call-names.ts';
import type { ReachingCall } from '../replay/replay-worker-messages.ts';

/** Functions whose calls reach changed code, by samples of their calls. */
export interface ReachSampler {
  /** Returns the indexes of a session's calls to watch. */
  readonly choose: (session: Session) => readonly number[];
  /** @param reaching - Chosen calls that reach changed code; null: unknown. */
  readonly add: (session: Session, reaching: readonly ReachingCall[] | null) => void;
  /**
   * Returns the names of functions; null if it is unknown which calls reach each changed span, as
   * where a timer does after the call.
   */
  readonly functionsReachingChange: () => ReadonlySet<string> | null;
}

/** Sampled calls of each function: watching a call takes about a millisecond. */
const MOST_SAMPLES = 12;

/** @param spanCount - Number of changed spans. */
export function createReachSampler(spanCount: number): ReachSampler {
  const samples = new Map<string, number>();
  const reached = new Set<string>();
  const spans = new Set<number>();
  let isKnown = true;
  return {
    choose: (session) =>
      formatCallNames(session).flatMap((name, index) => {
        const count = samples.get(name) ?? 0;
        if (!isKnown || reached.has(name) || count >= MOST_SAMPLES) return [];
        samples.set(name, count + 1);
        return [index];
      }),
    add: (session, reaching) => {
      if (reaching === null) isKnown = false;
      const names = formatCallNames(session);
      for (const call of reaching ?? []) {
        reached.add(names[call.index] ?? '');
        for (const span of call.spans) spans.add(span);
      }
    },
    functionsReachingChange: () =>
      isKnown && spanCount > 0 && spans.size === spanCount ? reached : null,
  };
}
