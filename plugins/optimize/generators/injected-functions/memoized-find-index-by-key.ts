import type { HelperFunction } from './helper-function.ts';
import {
  MIN_INDEXED_LENGTH,
  MIN_SEARCHES,
  renderSearchCounter,
} from './memoized-array-includes.ts';

const STATE =
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
  const kept = new WeakMap${t(`<readonly unknown[], ${STATE}>`)}();
${renderSearchCounter(t, STATE, 'places: new Map()')}  const placeIn = (list${t(': readonly Of[]')}, sought${t(': unknown')})${t(': number | undefined')} => {
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
