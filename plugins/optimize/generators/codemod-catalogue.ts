import {
  indexAlongsideList,
  indexAlongsidePrivateList,
} from './checked/maintain-index-of-searched-array.ts';
import { type Codemod, defineCodemod } from './codemod.ts';
import { findToMap } from './codemods/find-to-map.ts';
import { parallelAwaits } from './codemods/parallel-awaits.ts';
import { queryInLoop } from './codemods/query-in-loop.ts';
import { regexpToTrim } from './codemods/regexp-to-trim.ts';
import { splitFirst } from './codemods/string-splitting.ts';
import { iterateConcurrently } from './general/bounded-turns.ts';
import { indexListByKey } from './general/known-by-key.ts';
import { cacheListMembership } from './general/known-members.ts';
import { hoistInvariantValue } from './general/make-once.ts';
import { memoizeByKey } from './general/memo-by-key.ts';
import { precheckRequiredCharacter } from './general/needed-character.ts';
import { trimWithoutRegexp } from './general/trim-by-character.ts';
import { findPerCallConnections } from './io/per-call-connections.ts';

/** Codemods against time that the processor takes, and memory. */
export const CPU_CODEMODS: readonly Codemod[] = [findToMap, regexpToTrim, splitFirst];

const clientPerCall = defineCodemod({
  id: 'client-per-call',
  title: 'Use a pooled connection instead of opening a connection for each call',
  classes: ['I/O-DB', 'I/O-Network'],
  fixLevel: 3,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'An async function makes a `Client` of pg from options of literals, constants and the environment, waits for each query and for `connect` and `end` by statements of their own, in one `try` or in none, and asks nothing but constant SELECT, INSERT, UPDATE and DELETE: no transaction, no setting, no lock or table of the session.',
  seenIn: [
    'tylerlong/lambda-database-demo: handler.js',
    'chok-di/found-next-amplify: amplify/backend/function/foundtrips/src/index.js',
  ],
  find: (source) => findPerCallConnections(source, 'Client'),
});

const poolPerCall = defineCodemod({
  id: 'pool-per-call',
  title: 'Create a pool once instead of for each call',
  classes: ['I/O-DB', 'I/O-Network'],
  fixLevel: 3,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'An async function makes a `Pool` of pg from options of literals, constants and the environment, uses it for nothing but constant SELECT, INSERT, UPDATE and DELETE, which leave nothing behind in a session, and ends it by a statement of its own or not at all. The shared pool is made at the first call, does not keep the process from ending, and replaces connections that break.',
  seenIn: ['yepstein1/user_preferences: functions/getData.js'],
  find: (source) => findPerCallConnections(source, 'Pool'),
});

/** Codemods against waiting: databases, and how work is laid out. */
export const IO_CODEMODS: readonly Codemod[] = [
  parallelAwaits,
  queryInLoop,
  poolPerCall,
  clientPerCall,
];

/** Codemods for arbitrary code: each guarded by a runtime test or checked before acceptance. */
export const CHECKED_CODEMODS: readonly Codemod[] = [indexAlongsideList, indexAlongsidePrivateList];

/** Codemods that are checked on observed behavior or guarded by a runtime test. */
export const GENERAL_CODEMODS: readonly Codemod[] = [
  iterateConcurrently,
  hoistInvariantValue,
  cacheListMembership,
  indexListByKey,
  memoizeByKey,
  precheckRequiredCharacter,
  trimWithoutRegexp,
];

/** All codemods, in the order in which they are listed. */
export const CODEMODS: readonly Codemod[] = [
  ...CPU_CODEMODS,
  ...IO_CODEMODS,
  ...CHECKED_CODEMODS,
  ...GENERAL_CODEMODS,
];
