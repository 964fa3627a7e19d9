import type { Annotate, HelperFunction } from './helper-function.ts';

/** Shorter lists are gone through as before. */
export const MIN_INDEXED_LENGTH = 16;
const MIN_SEARCHES = 8;

/**
 * Returns the part of such a function that counts searches of a list, and forgets a list that was
 * changed.
 * @param t - Returns a type annotation where the file has types.
 * @param state - Type of what is kept about a list.
 * @param nothing - Empty state for a list that is forgotten.
 */
function renderSearchCounter(t: Annotate, state: string, nothing: string): string {
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

const PLACES_STATE =
  '{ asked: number; wait: number; read: number; first: unknown; last: unknown; places: Map<unknown, number> }';

/** Finds the index of the element with a key in a list that persists between calls. */
export const CACHED_KEY_INDEX: HelperFunction = {
  name: 'placesByKey',
  text: (t) => `/**
 * Finds the first element of a list by key, compared by \`===\`. For a long list that is searched
 * often, element positions are memoized, also those of elements appended later; the key of a found
 * element is checked again.
 */
function placesByKey${t('<Of>')}(keyOf${t(': (one: Of) => unknown')}) {
  const kept = new WeakMap${t(`<readonly unknown[], ${PLACES_STATE}>`)}();
${renderSearchCounter(t, PLACES_STATE, 'places: new Map()')}  const placeIn = (list${t(': readonly Of[]')}, sought${t(': unknown')})${t(': number | undefined')} => {
    if (!Array.isArray(list) || list.length < ${MIN_INDEXED_LENGTH} || sought === undefined || sought !== sought) return undefined;
    let known = kept.get(list);
    if (known === undefined) {
      known = { asked: 0, wait: ${MIN_SEARCHES}, read: 0, first: null, last: null, places: new Map() };
      kept.set(list, known);
    }
    if (!isMemoized(known, list)) return undefined;
    for (; known.read < list.length; known.read += 1) {
      const one = list[known.read];
      if (one === null || one === undefined) return undefined;
      const key = keyOf(one);
      if (!known.places.has(key)) known.places.set(key, known.read);
      known.last = one;
    }
    known.first = list[0];
    const place = known.places.get(sought) ?? -1;
    return place === -1 || keyOf(list[place]) === sought ? place : undefined;
  };
  return {
    find${t('<One extends Of>')}(list${t(': readonly One[]')}, sought${t(': unknown')})${t(': One | undefined')} {
      const place = placeIn(list, sought);
      return place === undefined ? list.find((one) => keyOf(one) === sought) : list[place];
    },
    findIndex(list${t(': readonly Of[]')}, sought${t(': unknown')})${t(': number')} {
      return placeIn(list, sought) ?? list.findIndex((one) => keyOf(one) === sought);
    },
    some(list${t(': readonly Of[]')}, sought${t(': unknown')})${t(': boolean')} {
      const place = placeIn(list, sought);
      return place === undefined ? list.some((one) => keyOf(one) === sought) : place >= 0;
    },
  };
}
`,
};
