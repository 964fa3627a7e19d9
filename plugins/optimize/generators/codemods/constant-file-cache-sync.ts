import type { Codemod } from '../codemod.ts';
import { findConstantReads } from '../io/cached-reads.ts';

export const constantFileCacheSync: Codemod = {
  id: 'constant-file-cache-sync',
  title: 'A file that each call reads anew, stopping the others, is kept until it changes',
  classes: ['Cache', 'I/O-File'],
  fixLevel: 4,
  complexity: 'Medium',
  risk: 'Low',
  preconditions:
    'A `readFileSync` in a function of a file of JavaScript, of text, by a path that is a literal or beside the module. What is kept counts only while device, inode, size and both times of the file are those that were read, and had been so for a second.',
  seenIn: ['michelgokan/NFV-Inspector: NFV-MON/Server/index.js'],
  conflictsWith: [],
  find: (source) => findConstantReads(source, true),
};
