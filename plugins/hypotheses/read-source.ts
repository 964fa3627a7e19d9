import { Lang, parse } from '@ast-grep/napi';
import type { CodemodSource } from './codemod.ts';

const LANGUAGES: Readonly<Record<string, Lang>> = {
  ts: Lang.TypeScript,
  mts: Lang.TypeScript,
  cts: Lang.TypeScript,
  tsx: Lang.Tsx,
  js: Lang.JavaScript,
  jsx: Lang.JavaScript,
  mjs: Lang.JavaScript,
  cjs: Lang.JavaScript,
};

/**
 * A file as codemods see it; `path` from the root of the project, with slashes. null: its ending is
 * none of TypeScript or JavaScript.
 */
export function readSource(path: string, text: string): CodemodSource | null {
  const language = LANGUAGES[/\.([a-z]+)$/u.exec(path)?.[1] ?? ''];
  return language === undefined ? null : { path, text, root: parse(language, text).root() };
}
