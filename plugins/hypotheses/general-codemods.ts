import type { Codemod } from './codemod.ts';
import { boundedTurns } from './general/bounded-turns.ts';
import { groupOnce } from './general/group-once.ts';
import { insertInOrder } from './general/insert-in-order.ts';
import { knownByKey } from './general/known-by-key.ts';
import { knownMembers } from './general/known-members.ts';
import { leastWithoutSort } from './general/least-without-sort.ts';
import { makeOnce } from './general/make-once.ts';
import { memoByKey } from './general/memo-by-key.ts';
import { prepareOnce } from './general/prepare-once.ts';
import { randomInOne } from './general/random-in-one.ts';
import { readOnceByKey } from './general/read-once.ts';
import { tableOnce } from './general/table-once.ts';

/** Codemods whose meaning is tried on what the program does, or kept by a test at run time. */
export const GENERAL_CODEMODS: readonly Codemod[] = [
  boundedTurns,
  makeOnce,
  groupOnce,
  knownMembers,
  knownByKey,
  memoByKey,
  insertInOrder,
  leastWithoutSort,
  readOnceByKey,
  prepareOnce,
  randomInOne,
  tableOnce,
];
