import type { Codemod } from './codemod.ts';
import { iterateConcurrently } from './general/bounded-turns.ts';
import { hoistInvariantCall } from './general/call-once.ts';
import { checkOwnKey } from './general/check-own-key-without-listing-keys.ts';
import { removeDuplicatesBySet } from './general/first-of-each.ts';
import { groupBeforeLoop } from './general/group-once.ts';
import { insertSorted } from './general/insert-in-order.ts';
import { indexListByKey } from './general/known-by-key.ts';
import { cacheListMembership } from './general/known-members.ts';
import { findExtremeWithoutSort } from './general/least-without-sort.ts';
import { findLineNumber } from './general/line-of-place.ts';
import { hoistInvariantValue } from './general/make-once.ts';
import { memoizeByKey } from './general/memo-by-key.ts';
import { precheckRequiredCharacter } from './general/needed-character.ts';
import { cachePreparedStatement } from './general/prepare-once.ts';
import { batchRandomBytes } from './general/random-in-one.ts';
import { readOnceByKey } from './general/read-once-by-key.ts';
import { scanCharacterRun } from './general/run-at-once.ts';
import { reuseSearchResult } from './general/search-once.ts';
import { sliceLastPart } from './general/split-last.ts';
import { sliceInsteadOfJoin } from './general/text-of-characters.ts';
import { trimWithoutRegexp } from './general/trim-by-character.ts';

/** Codemods that are checked on observed behavior or guarded by a runtime test. */
export const GENERAL_CODEMODS: readonly Codemod[] = [
  iterateConcurrently,
  hoistInvariantCall,
  hoistInvariantValue,
  groupBeforeLoop,
  cacheListMembership,
  indexListByKey,
  memoizeByKey,
  insertSorted,
  findExtremeWithoutSort,
  precheckRequiredCharacter,
  readOnceByKey,
  cachePreparedStatement,
  batchRandomBytes,
  scanCharacterRun,
  reuseSearchResult,
  sliceLastPart,
  sliceInsteadOfJoin,
  trimWithoutRegexp,
  removeDuplicatesBySet,
  checkOwnKey,
  findLineNumber,
];
