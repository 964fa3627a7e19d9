import type { HelperFunction } from './helper-function.ts';

/** Generated declaration of lists a comparison cannot order, placed to initialize before use. */
export const UNORDERED_LISTS = 'const unorderedLists = new WeakSet();';

/** In the place of a sort after each element that is added. */
export const SORTED_INSERT: HelperFunction = {
  name: 'insertInOrder',
  text: (t) => `/**
 * Inserts an element into a sorted list, after equal elements, as \`push\` and a sort would. undefined
 * comes last. A list with values that are not equal to themselves is sorted as before.
 */
${t(
  `function insertInOrder<One>(
  list: One[],
  one: One,
  compare: (one: One, other: One) => number,
): void`,
  'function insertInOrder(list, one, compare)',
)} {
  if (one !== undefined && compare(one, one) !== 0) unorderedLists.add(list);
  if (unorderedLists.has(list)) {
    list.push(one);
    list.sort(compare);
    return;
  }
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = list[middle];
    const isBehind = one === undefined || (other !== undefined && !(compare(other, one) > 0));
    if (isBehind) low = middle + 1;
    else high = middle;
  }
  if (low === list.length) list.push(one);
  else list.splice(low, 0, one);
}
`,
};

/** In the place of the first of a sorted copy. */
export const SMALLEST_ELEMENT: HelperFunction = {
  name: 'firstInOrder',
  text: (t) => `/**
 * First element of a list if it were sorted: the first of the smallest elements. If a comparison
 * yields NaN, the list is sorted.
 */
${t(
  `function firstInOrder<One>(
  list: Iterable<One>,
  compare: (one: One, other: One) => number,
): One | undefined`,
  'function firstInOrder(list, compare)',
)} {
  let first${t(': One | undefined')};
  for (const one of list) {
    if (one === undefined) continue;
    const order = first === undefined ? -1 : compare(one, first);
    if (Number.isNaN(order)) {
      const all = [...list];
      all.sort(compare);
      return all[0];
    }
    if (order < 0) first = one;
  }
  return first;
}
`,
};

/** In the place of the last of a sorted copy. */
export const LARGEST_ELEMENT: HelperFunction = {
  name: 'lastInOrder',
  text: (t) => `/**
 * Last element of a list if it were sorted: the last of the greatest elements, or undefined if the
 * list contains it, since undefined comes last. If a comparison yields NaN, the list is sorted.
 */
${t(
  `function lastInOrder<One>(
  list: Iterable<One>,
  compare: (one: One, other: One) => number,
): One | undefined`,
  'function lastInOrder(list, compare)',
)} {
  let last${t(': One | undefined')};
  for (const one of list) {
    if (one === undefined) return undefined;
    const order = last === undefined ? 1 : compare(one, last);
    if (Number.isNaN(order)) {
      const all = [...list];
      all.sort(compare);
      return all.at(-1);
    }
    if (order >= 0) last = one;
  }
  return last;
}
`,
};
