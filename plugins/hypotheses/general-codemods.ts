import type { Codemod } from './codemod.ts';
import { boundedTurns } from './general/bounded-turns.ts';
import { callOnce } from './general/call-once.ts';
import { groupOnce } from './general/group-once.ts';
import { insertInOrder } from './general/insert-in-order.ts';
import { leastWithoutSort } from './general/least-without-sort.ts';
import { makeOnce } from './general/make-once.ts';
import { memoByKey } from './general/memo-by-key.ts';
import { neededCharacter } from './general/needed-character.ts';
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
  memoByKey,
  insertInOrder,
  leastWithoutSort,
  neededCharacter,
  readOnceByKey,
  runAtOnce,
  searchOnce,
  splitLast,
  textOfCharacters,
  trimByCharacter,
];
