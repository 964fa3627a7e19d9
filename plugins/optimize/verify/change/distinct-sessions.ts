import type { Session } from '../session.ts';

/** Calls at the beginning of a session by which it is known again. */
const BEGINNING = 40;
/** Characters of JSON of all sessions together that are checked. */
const MOST_CHARACTERS = 6_000_000;

/** Without those that begin as a longer one does: a scenario does the same in each of its units. */
export function distinctSessions(sessions: readonly Session[]): readonly Session[] {
  const longest = new Map<string, Session>();
  for (const session of sessions) {
    const { module, calls } = session;
    const beginning = calls
      .slice(0, BEGINNING)
      .map(({ callee, given, before }) => [callee, given, before]);
    const key = JSON.stringify([module, beginning]);
    const known = longest.get(key)?.calls.length ?? -1;
    if (calls.length > known) longest.set(key, session);
  }
  return [...longest.values()];
}

/** The smallest ones that can be done again many times, and one at the least: what is large is timed all the same. */
export function smallSessions(sessions: readonly Session[]): readonly Session[] {
  const sized = sessions
    .map((session) => ({ session, size: JSON.stringify(session).length }))
    .toSorted((a, b) => a.size - b.size);
  let left = MOST_CHARACTERS;
  return sized.flatMap(({ session, size }, index) => {
    left -= size;
    return left >= 0 || index === 0 ? [session] : [];
  });
}
