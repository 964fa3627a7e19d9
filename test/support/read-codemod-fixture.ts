import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../repository/read-repository-sources.ts';

/** Sources before and after a codemod, and the inputs to run them with. */
export interface CodemodFixture {
  readonly id: string;
  /** Names of its files that must not change, with their text. */
  readonly kept: readonly { readonly path: string; readonly text: string }[];
  readonly before: { readonly path: string; readonly text: string };
  readonly after: { readonly path: string; readonly text: string };
  readonly load: () => Promise<LoadedFixture>;
}

/** Exports of the files of a fixture. */
export interface LoadedFixture {
  readonly before: (...given: readonly unknown[]) => unknown;
  readonly after: (...given: readonly unknown[]) => unknown;
  /** Draws the arguments of one call; equal draws give equal arguments. */
  readonly inputs: (draw: () => number) => readonly unknown[];
}

export const CODEMOD_FIXTURES = join(ROOT, 'test/fixtures/codemods');

/** Reads the fixture of a codemod; its files have the extension of its `before`. */
export function readCodemodFixture(id: string): CodemodFixture {
  const folder = join(CODEMOD_FIXTURES, id);
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const ending = names.find((name) => name.startsWith('before.'))?.slice('before'.length) ?? '.ts';
  const read = (name: string) => {
    const file = join(folder, name);
    return { path: `src/${name}`, text: existsSync(file) ? readFileSync(file, 'utf8') : '' };
  };
  return {
    id,
    kept: names.filter((name) => name.startsWith('neg')).map(read),
    before: read(`before${ending}`),
    after: read(`after${ending}`),
    load: async () => {
      const module = (name: string) => import(pathToFileURL(join(folder, name)).href);
      const [before, after, { inputs }] = await Promise.all([
        module(`before${ending}`),
        module(`after${ending}`),
        module('inputs.ts'),
      ]);
      return { before: before.subject, after: after.subject, inputs };
    },
  };
}
