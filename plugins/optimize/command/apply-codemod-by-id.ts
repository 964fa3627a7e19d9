import { applyCodemod } from '../generators/apply-codemod.ts';
import { CODEMODS } from '../generators/codemod-catalogue.ts';
import type { CodemodApplier } from '../strike/apply/apply-patch-codemod-or-command-to-worktree.ts';

/** Applies a codemod of the catalogue by its id. */
export const applyById: CodemodApplier = async (id, files, places) => {
  const codemod = CODEMODS.find((known) => known.id === id);
  if (codemod === undefined) throw new Error(`there is no codemod ${id}`);
  return applyCodemod(codemod, files, places);
};
