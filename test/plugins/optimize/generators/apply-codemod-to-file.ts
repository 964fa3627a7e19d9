import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';

/**
 * Returns a file as changed by a codemod; undefined: it does not fire.
 *
 * @param files - Texts of other files by their paths. Default: none can be read.
 */
export function applyCodemodToFile(
  id: string,
  text: string,
  path = 'src/use.mjs',
  files?: Readonly<Record<string, string>>,
): string | undefined {
  const codemod = CODEMODS.find((codemod) => codemod.id === id);
  if (codemod === undefined) throw new TypeError(`there is no ${id}`);
  const read = files && ((other: string): string | null => files[other] ?? null);
  return applyCodemod(codemod, [{ path, text }], [], read)[0]?.after;
}
