import type { Codemod } from './codemod.ts';
import { boundedTurns } from './general/bounded-turns.ts';
import { callOnce } from './general/call-once.ts';
import { firstOfEach } from './general/first-of-each.ts';
import { groupOnce } from './general/group-once.ts';
import { insertInOrder } from './general/insert-in-order.ts';
import { knownByKey } from './general/known-by-key.ts';
import { knownMembers } from './general/known-members.ts';
import { leastWithoutSort } from './general/least-without-sort.ts';
import { lineOfPlace } from './general/line-of-place.ts';
import { makeOnce } from './general/make-once.ts';
import { memoByKey } from './general/memo-by-key.ts';
import { neededCharacter } from './general/needed-character.ts';
import { ownKeyAsked } from './general/own-key-asked.ts';
import { prepareOnce } from './general/prepare-once.ts';
import { randomInOne } from './general/random-in-one.ts';
import { readOnceByKey } from './general/read-once.ts';
import { runAtOnce } from './general/run-at-once.ts';
import { searchOnce } from './general/search-once.ts';
import { splitLast } from './general/split-last.ts';
import { textOfCharacters } from './general/text-of-characters.ts';
import { trimByCharacter } from './general/trim-by-character.ts';

/** Codemods whose meaning is tried on what the program does, or kept by a test at run time. */
export const GENERAL_CODEMODS: readonly Codemod[] = [
  boundedTurns,
  callOnce,
  makeOnce,
  groupOnce,
  knownMembers,
  knownByKey,
  memoByKey,
  insertInOrder,
  leastWithoutSort,
  neededCharacter,
  readOnceByKey,
  prepareOnce,
  randomInOne,
  runAtOnce,
  searchOnce,
  splitLast,
  textOfCharacters,
  trimByCharacter,
  firstOfEach,
  ownKeyAsked,
  lineOfPlace,
];
