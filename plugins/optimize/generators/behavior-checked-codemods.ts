import {
  indexAlongsideList,
  indexAlongsidePrivateList,
} from './checked/maintain-index-of-searched-array.ts';
import { cacheRegexpByText } from './checked/regexp-by-text.ts';
import type { Codemod } from './codemod.ts';

/** Codemods for arbitrary code: each guarded by a runtime test or checked before acceptance. */
export const CHECKED_CODEMODS: readonly Codemod[] = [
  indexAlongsideList,
  indexAlongsidePrivateList,
  cacheRegexpByText,
];
