import { boxed, dates, errors, regexps, urls } from './families/atoms.ts';
import { bytes } from './families/bytes.ts';
import { maps, sets } from './families/collections.ts';
import { closed, iterators, promises } from './families/later.ts';
import { arrays, functions, plainObjects } from './families/plain.ts';
import type { Family } from './family.ts';
import type { Shape } from './value.ts';

/** The first family that holds an object describes it. */
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

const BY_KIND = new Map(FAMILIES.map((family) => [family.kind, family]));

export function familyOf(object: object): Family {
  return FAMILIES.find((family) => family.holds(object)) ?? plainObjects;
}

export function familyOfShape({ kind }: Shape): Family {
  return BY_KIND.get(kind) ?? plainObjects;
}
