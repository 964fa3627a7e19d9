import { parse } from '@ast-grep/napi';
import { scriptLanguage } from '../../analysis/index.ts';
import type { CodemodSource } from './codemod.ts';

/**
 * Parses a file for codemods; `path` is relative to the project root, with slashes. null for an
 * extension other than those of TypeScript and JavaScript.
 */
export function readSource(path: string, text: string): CodemodSource | null {
  const language = scriptLanguage(path);
  return language === null ? null : { path, text, root: parse(language, text).root() };
}
