import type { Session } from '../recorded-call-session.ts';
import { formatCallNames } from '../replay/object-state-timeline-and-call-names.ts';
import { filterCalls, findRequiredCalls } from './filter-calls-in-recorded-session.ts';

/** Calls of a session that are replayed as they are, each several times. */
const MOST_CALLS = 5_000;
/** Calls of each function that are left of a longer one, and the most that each of them needs. */
const CHOSEN = 12;
const MOST_NEEDED = 600;

/**
 * Leaves of a long session some calls of each function, with those that they need: an index with
 * 80,000 items shows no more than one with 100. Each represents its share of those left out.
 */
export function trimSession(session: Session): Session {
  if (session.calls.length <= MOST_CALLS) return session;
  const names = formatCallNames(session);
  const indexes = Map.groupBy(names.keys(), (index) => names[index] ?? '');
  const kept = new Set<number>();
  for (const ofFunction of indexes.values()) {
    const step = Math.max(1, Math.floor(ofFunction.length / CHOSEN));
    for (let at = 0; at < ofFunction.length; at += step) {
      const needed = findRequiredCalls(session, ofFunction[at] ?? 0, MOST_NEEDED);
      if (needed.length <= MOST_NEEDED) for (const index of needed) kept.add(index);
    }
  }
  const left = new Map<string, number>();
  for (const index of kept) left.set(names[index] ?? '', (left.get(names[index] ?? '') ?? 0) + 1);
  const calls = session.calls.map((call, index) => {
    const name = names[index] ?? '';
    const share = (indexes.get(name)?.length ?? 0) / (left.get(name) ?? 1);
    return kept.has(index) ? { ...call, weight: Math.round((call.weight ?? 1) * share) } : call;
  });
  return filterCalls({ ...session, calls }, (index) => kept.has(index));
}
