import type { SgNode } from '@ast-grep/napi';
import type { Codemod } from '../codemod.ts';
import { findOwnConnections } from '../io/shared-pool.ts';
import { sqlQuery } from '../io/sql.ts';

/** Statements that leave nothing behind in the session of a connection. */
const OF_NO_SESSION = /^\s*(?:select|insert|update|delete|with)\b/iu;
const OF_SESSION =
  /\b(?:pg_\w*lock\w*|set_config|currval|lastval|temp|temporary|pg_temp)\b|;\s*\S/iu;

export const clientPerCall: Codemod = {
  id: 'client-per-call',
  title: 'A connection that a function opens for each call comes from a pool',
  classes: ['I/O-DB', 'I/O-Network'],
  fixLevel: 3,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'An async function makes a `Client` of pg from options that name nothing of the function, waits for `connect` and `end` by statements of their own, and asks nothing but constant SELECT, INSERT, UPDATE and DELETE: no transaction, no setting, no lock or table of the session.',
  seenIn: [
    'tylerlong/lambda-database-demo: handler.js',
    'chok-di/found-next-amplify: amplify/backend/function/foundtrips/src/index.js',
  ],
  conflictsWith: [],
  find: (source) => findOwnConnections(source, 'Client', isOfNoSession),
};

function isOfNoSession(call: SgNode): boolean {
  const query = sqlQuery(call);
  return query !== null && OF_NO_SESSION.test(query.sql) && !OF_SESSION.test(query.sql);
}
