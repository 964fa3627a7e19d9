/** The cases: the eight packages of before, and the further ones, a file each in a folder for each half. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Half } from './coin.ts';
import type { EvaluationCase, RepositoryCase } from './evaluation-case.ts';
import { PACKAGE_CASES } from './packages.ts';

export type Part = 'packages' | Half;

/** The cases of a part, by the names of their files. */
export async function casesOf(part: Part): Promise<readonly EvaluationCase[]> {
  if (part === 'packages') return PACKAGE_CASES;
  const folder = join(import.meta.dirname, part);
  const files = readdirSync(folder).toSorted();
  const modules = files.map(async (file) => {
    // Sound: each of these files exports its case, which the compiler sees.
    const { CASE } = (await import(join(folder, file))) as { readonly CASE: RepositoryCase };
    return CASE;
  });
  return Promise.all(modules);
}
