import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';

/** Returns a file as changed by a codemod; undefined: it does not fire. */
export function applyCodemodToFile(
  id: string,
  text: string,
  path = 'src/use.mjs',
): string | undefined {
  const codemod = CODEMODS.find((codemod) => codemod.id === id);
  if (codemod === undefined) throw new TypeError(`there is no ${id}`);
  return applyCodemod(codemod, [{ path, text }], [])[0]?.after;
}
