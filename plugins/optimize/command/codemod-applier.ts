import { applyCodemod } from '../generators/apply-codemod.ts';
import { EVERY_CODEMOD } from '../generators/catalogue.ts';
import type { CodemodApplier } from '../strike/apply/applicators.ts';

/** Applies a codemod of the catalogue by its id. */
export const applyById: CodemodApplier = async (id, files, places, read) => {
  const codemod = EVERY_CODEMOD.find((known) => known.id === id);
  if (codemod === undefined) throw new Error(`there is no codemod ${id}`);
  return applyCodemod(codemod, files, places, read);
};
