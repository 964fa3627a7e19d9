import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import {
  type Codemod,
  type CodemodMatch,
  readSource,
} from '../../../../plugins/optimize/generators/codemod.ts';

export const CODEMOD_FIXTURES = join(import.meta.dirname, '../../../fixtures/codemods');

export interface FixtureFile {
  /** Name in the folder of the fixture. */
  readonly name: string;
  readonly text: string;
}

/** Returns the files of a codemod's fixture whose names start with `prefix`. */
export function readFixtureFiles(id: string, prefix: string): readonly FixtureFile[] {
  return readdirSync(join(CODEMOD_FIXTURES, id))
    .filter((name) => name.startsWith(prefix))
    .map((name) => ({ name, text: readFileSync(join(CODEMOD_FIXTURES, id, name), 'utf8') }));
}

export function findMatches(
  codemod: Codemod,
  { name, text }: FixtureFile,
): readonly CodemodMatch[] {
  const source = readSource(`src/${name}`, text);
  if (source === null) throw new Error(`${name} is no program`);
  return codemod.find(source);
}

/** A file with all matches made, as the engine makes them. */
export function applyMatches(codemod: Codemod, { name, text }: FixtureFile): string {
  return applyCodemod(codemod, [{ path: `src/${name}`, text }], [])[0]?.after ?? text;
}
