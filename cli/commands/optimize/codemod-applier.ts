import type { CodemodApplier } from '../../../plugins/optimize/strike/apply/applicators.ts';

/** Applies codemods of the catalogue by their ids. */
export async function codemodApplier(): Promise<CodemodApplier> {
  const [{ EVERY_CODEMOD }, { applyCodemod }] = await Promise.all([
    import('../../../plugins/optimize/generators/catalogue.ts'),
    import('../../../plugins/optimize/generators/apply-codemod.ts'),
  ]);
  return async (id, files, places, read) => {
    const codemod = EVERY_CODEMOD.find((one) => one.id === id);
    if (codemod === undefined) throw new Error(`there is no codemod ${id}`);
    return applyCodemod(codemod, files, places, read);
  };
}
