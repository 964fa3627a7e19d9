import { boxed, dates, errors, regexps, urls } from './families/atoms.ts';
import { bytes } from './families/bytes.ts';
import { maps, sets } from './families/collections.ts';
import { closed, iterators, promises } from './families/later.ts';
import { arrays, functions, plainObjects } from './families/plain.ts';
import type { Family } from './family.ts';
import type { Shape } from './value.ts';

/** The first that holds an object tells it. */
const FAMILIES: readonly Family[] = [
  functions,
  arrays,
  dates,
  regexps,
  maps,
  sets,
  errors,
  bytes,
  boxed,
  promises,
  iterators,
  urls,
  closed,
  plainObjects,
];

const BY_KIND = new Map(FAMILIES.map((one) => [one.kind, one]));

export function familyOf(object: object): Family {
  return FAMILIES.find((one) => one.holds(object)) ?? plainObjects;
}

export function familyOfShape({ kind }: Shape): Family {
  return BY_KIND.get(kind) ?? plainObjects;
}
