import type { Annotate, HelperFunction } from './helper-function.ts';

/** Shorter lists are gone through as before. */
export const MIN_INDEXED_LENGTH = 16;
/** Searches of a list before its elements are memoized. */
export const MIN_SEARCHES = 8;

/**
 * Returns the part of such a function that counts searches of a list, and forgets a list that was
 * changed.
 * @param t - Returns a type annotation where the file has types.
 * @param state - Type of what is kept about a list.
 * @param nothing - Empty state for a list that is forgotten.
 */
export function renderSearchCounter(t: Annotate, state: string, nothing: string): string {
  return `  const isMemoized = (known${t(`: ${state}`)}, list${t(': readonly unknown[]')})${t(': boolean')} => {
    known.asked += 1;
    if (known.asked < known.wait) return false;
    const isAsItWas = known.read <= list.length && known.first === list[0] && known.last === list[known.read - 1];
    if (known.read === 0 || isAsItWas) return true;
    // A list that keeps changing is indexed ever less often.
    Object.assign(known, { asked: 0, wait: known.wait * 2, read: 0, ${nothing} });
    return false;
  };
`;
}

const STATE =
  '{ asked: number; wait: number; read: number; first: unknown; last: unknown; members: Set<unknown> }';

/** Tests membership in a list without scanning it each time. */
export const CACHED_MEMBERSHIP: HelperFunction = {
  name: 'amongKept',
  text: (t) => `/**
 * Returns whether a list that persists between calls has any of the elements, by \`===\`. For a long
 * list that is searched often, the elements are memoized, also those appended later. If the result
 * is undefined, the caller must search the list.
 */
function amongKept() {
  const kept = new WeakMap${t(`<readonly unknown[], ${STATE}>`)}();
${renderSearchCounter(t, STATE, 'members: new Set()')}  return (list${t(': unknown')}, one${t(': unknown')}, ...more${t(': readonly unknown[]')})${t(': boolean | undefined')} => {
    if (!Array.isArray(list) || list.length < ${MIN_INDEXED_LENGTH}) return undefined;
    const other = more.length === 0 ? one : more[0];
    // Holes are undefined for some ways to look, and NaN is itself.
    if (one === undefined || one !== one || other === undefined || other !== other) return undefined;
    let known = kept.get(list);
    if (known === undefined) {
      known = { asked: 0, wait: ${MIN_SEARCHES}, read: 0, first: null, last: null, members: new Set() };
      kept.set(list, known);
    }
    if (!isMemoized(known, list)) return undefined;
    if (known.read < list.length) {
      for (let at = known.read; at < list.length; at += 1) known.members.add(list[at]);
      Object.assign(known, { read: list.length, first: list[0], last: list[list.length - 1] });
    }
    return known.members.has(one) || known.members.has(other);
  };
}
`,
};
