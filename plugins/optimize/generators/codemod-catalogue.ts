import {
  indexAlongsideList,
  indexAlongsidePrivateList,
} from './checked/maintain-index-of-searched-array.ts';
import { cacheRegexpByText } from './checked/regexp-by-text.ts';
import { type AssumedMatch, type Codemod, defineCodemod } from './codemod.ts';
import { dateNow } from './codemods/date-now.ts';
import { findToMap } from './codemods/find-to-map.ts';
import { includesToSet } from './codemods/membership-to-set.ts';
import { parallelAwaits } from './codemods/parallel-awaits.ts';
import { queryInLoop } from './codemods/query-in-loop.ts';
import { argumentsSlice } from './codemods/replace-arguments-with-rest-parameter.ts';
import {
  indexToStartsWith,
  matchToTest,
  regexpToEnds,
  regexpToTrim,
} from './codemods/string-method-replacements.ts';
import { splitFirst } from './codemods/string-splitting.ts';
import { iterateConcurrently } from './general/bounded-turns.ts';
import { hoistInvariantCall } from './general/call-once.ts';
import { indexListByKey } from './general/known-by-key.ts';
import { cacheListMembership } from './general/known-members.ts';
import { hoistInvariantValue } from './general/make-once.ts';
import { memoizeByKey } from './general/memo-by-key.ts';
import { precheckRequiredCharacter } from './general/needed-character.ts';
import { readOnceByKey } from './general/read-once-by-key.ts';
import { trimWithoutRegexp } from './general/trim-by-character.ts';
import { findPerCallConnections } from './io/per-call-connections.ts';

/** Codemods against time that the processor takes, and memory. */
export const CPU_CODEMODS: readonly Codemod[] = [
  includesToSet,
  findToMap,
  regexpToTrim,
  regexpToEnds,
  splitFirst,
  matchToTest,
  indexToStartsWith,
  dateNow,
  argumentsSlice,
];

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
export const CHECKED_CODEMODS: readonly Codemod[] = [
  indexAlongsideList,
  indexAlongsidePrivateList,
  cacheRegexpByText,
];

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

/** Title suffix and risk that distinguish a form from its codemod. */
const FORMS = {
  guarded: { title: 'with a runtime check', risk: 'Low' },
  checked: { title: 'based on observed calls', risk: 'Medium' },
} as const;

/**
 * Creates the variants of codemods for places that the source does not prove safe: `guarded-ID`
 * adds a runtime test, `checked-ID` relies on assumptions. Each is a separate codemod, so that
 * hypotheses, applicators and exclusions can distinguish it from the proven one. Codemods without
 * assumptions have no variants.
 */
function createUnprovenVariants(codemods: readonly Codemod[]): readonly Codemod[] {
  return codemods.flatMap((codemod) => {
    const { assuming } = codemod;
    if (assuming === undefined) return [];
    return (['guarded', 'checked'] as const).map((evidence) => formOf(codemod, evidence, assuming));
  });
}

function formOf(
  { assuming: _, ...codemod }: Codemod,
  evidence: AssumedMatch['evidence'],
  assuming: NonNullable<Codemod['assuming']>,
): Codemod {
  const { title, risk } = FORMS[evidence];
  const other = codemod.conflictsWith.flatMap((id) => [id, `guarded-${id}`, `checked-${id}`]);
  return {
    ...codemod,
    id: `${evidence}-${codemod.id}`,
    formOf: codemod.id,
    title: `${codemod.title}, ${title}`,
    evidence,
    risk: codemod.risk === 'Low' ? risk : codemod.risk,
    conflictsWith: other,
    find: (source) =>
      assuming(source)
        .filter((match) => match.evidence === evidence)
        .map(({ line, within, edits, assumes }) => ({
          line,
          within,
          edits,
          ...(assumes !== undefined && { assumes }),
        })),
  };
}

/** All codemods, in the order in which they are listed. */
export const CODEMODS: readonly Codemod[] = [
  ...CPU_CODEMODS,
  ...IO_CODEMODS,
  ...CHECKED_CODEMODS,
  ...GENERAL_CODEMODS,
];

/** All codemods, with variants for what source does not prove, proposed and applied by the loop. */
export const CODEMODS_WITH_VARIANTS: readonly Codemod[] = [
  ...CODEMODS,
  ...createUnprovenVariants(CODEMODS),
];
