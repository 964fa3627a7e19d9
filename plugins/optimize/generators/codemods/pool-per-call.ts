import type { Codemod } from '../codemod.ts';
import { findOwnConnections } from '../io/shared-pool.ts';

export const poolPerCall: Codemod = {
  id: 'pool-per-call',
  title: 'A pool that a function makes for each call is made once',
  classes: ['I/O-DB', 'I/O-Network'],
  fixLevel: 3,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    'An async function makes a `Pool` of pg from options of literals, constants and the environment, uses it for nothing but constant SELECT, INSERT, UPDATE and DELETE, which leave nothing behind in a session, and ends it by a statement of its own or not at all. The shared pool is made at the first call, does not keep the process from ending, and replaces connections that break.',
  seenIn: ['yepstein1/user_preferences: functions/getData.js'],
  conflictsWith: [],
  find: (source) => findOwnConnections(source, 'Pool'),
};
