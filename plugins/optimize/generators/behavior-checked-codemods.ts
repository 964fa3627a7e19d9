import { groupsAlongsideList } from './checked/group-searched-array-by-key.ts';
import { deferBufferConcat } from './checked/join-when-read.ts';
import { cacheObjectKeys } from './checked/keys-once.ts';
import {
  indexAlongsideList,
  indexAlongsidePrivateList,
} from './checked/maintain-index-of-searched-array.ts';
import { mutateAccumulator } from './checked/merge-in-reduce.ts';
import { cacheRegexpByText } from './checked/regexp-by-text.ts';
import type { Codemod } from './codemod.ts';

/** Codemods for arbitrary code: each guarded by a runtime test or checked before acceptance. */
export const CHECKED_CODEMODS: readonly Codemod[] = [
  indexAlongsideList,
  indexAlongsidePrivateList,
  groupsAlongsideList,
  mutateAccumulator,
  deferBufferConcat,
  cacheRegexpByText,
  cacheObjectKeys,
];
