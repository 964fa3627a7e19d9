import { dirname, join } from 'node:path';
import type { Files } from '../../host/files.ts';

/** Where pnpm, and Yarn by its linker of that name, keep what the packages of a project bring along. */
const STORES = ['node_modules/.pnpm', 'node_modules/.store'];

/**
 * Where a package lies that a file cannot import, since only other packages ask for it. npm and Yarn 1
 * lay such packages beside the others, where anybody finds them. null: it is nowhere.
 */
export function packageElsewhere(
  { list }: Pick<Files, 'list'>,
  name: string,
  importer: string,
): string | null {
  const begins = `${name.replace('/', '+')}@`;
  const beginsOfYarn = `${name.replace('/', '-')}-npm-`;
  for (let folder = dirname(importer); ; folder = dirname(folder)) {
    for (const store of STORES) {
      const place = join(folder, store);
      const found = list(place).find(
        (one) => one.startsWith(begins) || one.startsWith(beginsOfYarn),
      );
      if (found !== undefined) return join(place, found);
    }
    if (folder === dirname(folder)) return null;
  }
}
