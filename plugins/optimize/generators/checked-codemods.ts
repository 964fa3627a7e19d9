import { groupsBesideList } from './checked/groups-beside-list.ts';
import { indexBesideList, indexBesideOwnList } from './checked/index-beside-list.ts';
import { joinWhenRead } from './checked/join-when-read.ts';
import { keysOnce } from './checked/keys-once.ts';
import { mergeInReduce } from './checked/merge-in-reduce.ts';
import { regexpByText } from './checked/regexp-by-text.ts';
import type { Codemod } from './codemod.ts';

/** Codemods for code that nobody prepared: each has a test at run time, or is tried before it is kept. */
export const CHECKED_CODEMODS: readonly Codemod[] = [
  indexBesideList,
  indexBesideOwnList,
  groupsBesideList,
  mergeInReduce,
  joinWhenRead,
  regexpByText,
  keysOnce,
];
