import type { HelperFunction } from './helper-function.ts';

const MEANING = `/**
 * Returns the elements of a list that have the given key, compared by \`===\`, in list order. A long
 * list that is searched often is grouped by key, and grouped again after its length changes. The
 * caller must not modify the result.
 */`;

interface Types {
  readonly groups: string;
  readonly key: string;
}

const body = ({ groups, key }: Types): string => `{
  let groups${groups === '' ? '' : `: ${groups} | null`} = null;
  let length = 0;
  let asked = 0;
  return (key${key}) => {
    const list = listOf();
    asked += 1;
    // NaN is no key that === finds.
    if (asked < 4 || list.length < 16 || Number.isNaN(key)) {
      return list.filter((one) => keyOf(one) === key);
    }
    if (groups === null || length !== list.length) {
      const made = new Map${groups.replace(/^Map/u, '')}();
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
`;

/** Finds elements by key without scanning the list each time. */
export const GROUP_BY_KEY: HelperFunction = {
  name: 'groupedBy',
  untyped: `${MEANING}
function groupedBy(listOf, keyOf) ${body({ groups: '', key: '' })}`,
  typed: `${MEANING}
function groupedBy<One>(
  listOf: () => readonly One[],
  keyOf: (one: One) => unknown,
): (key: unknown) => readonly One[] ${body({ groups: 'Map<unknown, One[]>', key: ': unknown' })}`,
};
