import type { Session } from '../recorded-call-session.ts';
import { formatCallNames } from '../replay/object-state-timeline-and-call-names.ts';

/** Functions whose calls reach changed code, by samples of their calls. */
export interface ReachSampler {
  /** Returns the indexes of a session's calls to watch. */
  readonly choose: (session: Session) => readonly number[];
  /** @param reaching - Chosen calls that reach changed code; null: unknown. */
  readonly note: (session: Session, reaching: readonly number[] | null) => void;
  /** Returns the names of functions; null if no call is known to reach changed code. */
  readonly functions: () => ReadonlySet<string> | null;
}

/** Sampled calls of each function: watching a call takes about a millisecond. */
const MOST_SAMPLES = 12;

export function createReachSampler(): ReachSampler {
  const samples = new Map<string, number>();
  const reached = new Set<string>();
  let isKnown = true;
  return {
    choose: (session) =>
      formatCallNames(session).flatMap((name, index) => {
        const count = samples.get(name) ?? 0;
        if (!isKnown || reached.has(name) || count >= MOST_SAMPLES) return [];
        samples.set(name, count + 1);
        return [index];
      }),
    note: (session, reaching) => {
      if (reaching === null) isKnown = false;
      const names = formatCallNames(session);
      for (const index of reaching ?? []) reached.add(names[index] ?? '');
    },
    functions: () => (isKnown && reached.size > 0 ? reached : null),
  };
}
