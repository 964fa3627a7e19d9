import type { Codemod } from '../codemod.ts';
import { findOwnConnections } from '../io/shared-pool.ts';

export const clientPerCall: Codemod = {
  id: 'client-per-call',
  title: 'A connection that a function opens for each call comes from a pool',
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
  conflictsWith: [],
  find: (source) => findOwnConnections(source, 'Client'),
};
