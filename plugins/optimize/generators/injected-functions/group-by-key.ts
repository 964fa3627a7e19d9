import type { HelperFunction } from './helper-function.ts';

/** Finds elements by key without scanning the list each time. */
export const GROUP_BY_KEY: HelperFunction = {
  name: 'groupedBy',
  text: (t) => `/**
 * Returns the elements of a list that have the given key, compared by \`===\`, in list order. A long
 * list that is searched often is grouped by key, and grouped again after its length changes. The
 * caller must not modify the result.
 */
${t(
  `function groupedBy<One>(
  listOf: () => readonly One[],
  keyOf: (one: One) => unknown,
): (key: unknown) => readonly One[]`,
  'function groupedBy(listOf, keyOf)',
)} {
  let groups${t(': Map<unknown, One[]> | null')} = null;
  let length = 0;
  let asked = 0;
  return (key${t(': unknown')}) => {
    const list = listOf();
    asked += 1;
    // NaN is no key that === finds.
    if (asked < 4 || list.length < 16 || Number.isNaN(key)) {
      return list.filter((one) => keyOf(one) === key);
    }
    if (groups === null || length !== list.length) {
      const made = new Map${t('<unknown, One[]>')}();
      list.forEach((one) => {
        const own = keyOf(one);
        const group = made.get(own);
        if (group === undefined) made.set(own, [one]);
        else group.push(one);
      });
      groups = made;
      length = list.length;
    }
    return groups.get(key) ?? [];
  };
}
`,
};
