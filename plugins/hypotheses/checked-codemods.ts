import { indexBesideList } from './checked/index-beside-list.ts';
import type { Codemod } from './codemod.ts';

/** Codemods for code that nobody prepared: each has a test at run time, or is tried before it is kept. */
export const CHECKED_CODEMODS: readonly Codemod[] = [indexBesideList];
