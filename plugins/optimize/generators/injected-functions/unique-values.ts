import type { HelperFunction } from './helper-function.ts';

/** In the place of a filter that searches the list for each element. */
export const UNIQUE_VALUES: HelperFunction = {
  name: 'firstOfEach',
  text: (t) => `/**
 * First occurrence of each value in a list, compared as in \`indexOf\`, so NaN is never included.
 * A value that is not an array, or that overrides \`indexOf\`, is filtered as before.
 */
function firstOfEach${t('<One>(list: readonly One[]): One[]', '(list)')} {
  if (!Array.isArray(list) || list.indexOf !== Array.prototype.indexOf) {
    return list.filter((one${t(': One')}, at${t(': number')}) => list.indexOf(one) === at);
  }
  const seen = new Set();
  return list.filter((one) => {
    if (Number.isNaN(one) || seen.has(one)) return false;
    seen.add(one);
    return true;
  });
}
`,
};

/** The same for a filter that searches for an equal key. */
export const UNIQUE_BY_KEY: HelperFunction = {
  name: 'firstOfEachKey',
  text: (t) => `/**
 * First element for each key in a list; elements with the key NaN are excluded. A value that is not
 * an array, has holes, or overrides \`findIndex\`, is filtered as before.
 */
function firstOfEachKey${t('<One>(list: readonly One[], keyOf: (one: One) => unknown): One[]', '(list, keyOf)')} {
  let isPlain = Array.isArray(list) && list.findIndex === Array.prototype.findIndex;
  for (let at = 0; isPlain && at < list.length; at += 1) isPlain = at in list;
  if (!isPlain) {
    return list.filter((one, at) => list.findIndex((other) => keyOf(other) === keyOf(one)) === at);
  }
  const seen = new Set();
  return list.filter((one) => {
    const key = keyOf(one);
    if (Number.isNaN(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
`,
};
