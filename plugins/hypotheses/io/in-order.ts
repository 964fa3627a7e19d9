import type { HelperFunction } from './helper-functions.ts';

const INSERT = `/**
 * Puts an element into a list that is in order, behind those that are equal to it: as \`push\` and a sort
 * would. What is undefined stands last.
 */`;
const insertBody = `{
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
`;

/** In the place of a sort after each element that is added. */
export const INSERT_IN_ORDER: HelperFunction = {
  name: 'insertInOrder',
  untyped: `${INSERT}
function insertInOrder(list, one, compare) ${insertBody}`,
  typed: `${INSERT}
function insertInOrder<One>(
  list: One[],
  one: One,
  compare: (one: One, other: One) => number,
): void ${insertBody}`,
};

const FIRST =
  '/** What a list would begin with if it was sorted: the first of those that are equally small. */';
const firstBody = (least: string): string => `{
  let first${least};
  for (const one of list) {
    if (one === undefined) continue;
    if (first === undefined || compare(one, first) < 0) first = one;
  }
  return first;
}
`;

/** In the place of the first of a sorted copy. */
export const FIRST_IN_ORDER: HelperFunction = {
  name: 'firstInOrder',
  untyped: `${FIRST}
function firstInOrder(list, compare) ${firstBody('')}`,
  typed: `${FIRST}
function firstInOrder<One>(
  list: Iterable<One>,
  compare: (one: One, other: One) => number,
): One | undefined ${firstBody(': One | undefined')}`,
};

const LAST = `/**
 * What a list would end with if it was sorted: the last of those that are equally great, or undefined
 * where it has that, which stands last.
 */`;
const lastBody = (greatest: string): string => `{
  let last${greatest};
  for (const one of list) {
    if (one === undefined) return undefined;
    if (last === undefined || !(compare(one, last) < 0)) last = one;
  }
  return last;
}
`;

/** In the place of the last of a sorted copy. */
export const LAST_IN_ORDER: HelperFunction = {
  name: 'lastInOrder',
  untyped: `${LAST}
function lastInOrder(list, compare) ${lastBody('')}`,
  typed: `${LAST}
function lastInOrder<One>(
  list: Iterable<One>,
  compare: (one: One, other: One) => number,
): One | undefined ${lastBody(': One | undefined')}`,
};
