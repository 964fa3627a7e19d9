import type { Codemod } from './codemod.ts';
import { iterateConcurrently } from './general/bounded-turns.ts';
import { hoistInvariantCall } from './general/call-once.ts';
import { indexListByKey } from './general/known-by-key.ts';
import { cacheListMembership } from './general/known-members.ts';
import { hoistInvariantValue } from './general/make-once.ts';
import { memoizeByKey } from './general/memo-by-key.ts';
import { precheckRequiredCharacter } from './general/needed-character.ts';
import { readOnceByKey } from './general/read-once-by-key.ts';
import { trimWithoutRegexp } from './general/trim-by-character.ts';

/** Codemods that are checked on observed behavior or guarded by a runtime test. */
export const GENERAL_CODEMODS: readonly Codemod[] = [
  iterateConcurrently,
  hoistInvariantCall,
  hoistInvariantValue,
  cacheListMembership,
  indexListByKey,
  memoizeByKey,
  precheckRequiredCharacter,
  readOnceByKey,
  trimWithoutRegexp,
];
