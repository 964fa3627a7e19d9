import { join } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';

const README = /^readme(?:\.(?:md|markdown|txt))?$/iu;
const BLOCK = /^ *(?:```|~~~)([^\n]*)\n([\s\S]*?)^ *(?:```|~~~)/gmu;

/** Code block of a README. */
export interface ReadmeCodeBlock {
  /** Language as written: `js`; empty: none. */
  readonly language: string;
  readonly text: string;
}

/** Returns the name of the README in a folder, and its code blocks; null: there is none. */
export function readReadme(
  files: Pick<Files, 'list' | 'read'>,
  folder: string,
): { readonly name: string; readonly blocks: readonly ReadmeCodeBlock[] } | null {
  const name = files.list(folder).find((file) => README.test(file));
  if (name === undefined) return null;
  const blocks = [...(files.read(join(folder, name)) ?? '').matchAll(BLOCK)];
  return {
    name,
    blocks: blocks.map(([, language = '', text = '']) => ({ language: language.trim(), text })),
  };
}
