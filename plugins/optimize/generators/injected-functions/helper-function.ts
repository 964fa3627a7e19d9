import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { findDeclarations } from '../io/find-declarations.ts';
import { insertText } from '../syntax/codemod-edits.ts';

/** Function that codemods append to a file, once for all places in it. */
export interface HelperFunction {
  readonly name: string;
  /** Text for TypeScript files; `untyped` is for JavaScript. */
  readonly typed: string;
  readonly untyped: string;
}

/**
 * Returns the edit that adds the helper; empty if an earlier codemod did; null if its name is
 * taken. Several places in a file request the same edit, which is applied once.
 */
export function addHelperFunction(
  source: CodemodSource,
  helper: HelperFunction,
): readonly CodemodEdit[] | null {
  const text = /\.[cm]?tsx?$/u.test(source.path) ? helper.typed : helper.untyped;
  if (source.text.includes(text.trim())) return [];
  if (findDeclarations(source.root, helper.name).length > 0) return null;
  const gap = source.text.endsWith('\n') ? '\n' : '\n\n';
  return [insertText(source.text.length, `${gap}${text}`)];
}
