import { CHECKED_CODEMODS } from './checked-codemods.ts';
import type { Codemod } from './codemod.ts';
import { CPU_CODEMODS } from './cpu-codemods.ts';
import { GENERAL_CODEMODS } from './general-codemods.ts';
import { IO_CODEMODS } from './io-codemods.ts';
import { createUnprovenVariants } from './unproven-variants.ts';

/** Every codemod that there is, in the order in which they are listed. */
export const CODEMODS: readonly Codemod[] = [
  ...CPU_CODEMODS,
  ...IO_CODEMODS,
  ...CHECKED_CODEMODS,
  ...GENERAL_CODEMODS,
];

/** These, and their forms for what the source does not show: what the loop proposes from and applies. */
export const CODEMODS_WITH_VARIANTS: readonly Codemod[] = [
  ...CODEMODS,
  ...createUnprovenVariants(CODEMODS),
];
