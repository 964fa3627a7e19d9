import { CHECKED_CODEMODS } from './behavior-checked-codemods.ts';
import type { Codemod } from './codemod.ts';
import { createUnprovenVariants } from './codemod-variants-for-unproven-code.ts';
import { CPU_CODEMODS } from './cpu-codemods.ts';
import { GENERAL_CODEMODS } from './guarded-and-behavior-checked-codemods.ts';
import { IO_CODEMODS } from './io-codemods.ts';

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
