import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { findDeclarations } from '../io/find-declarations.ts';
import { insertText } from '../syntax/edits.ts';

/** A function that codemods put at the end of a file, once for all places of it. */
export interface HelperFunction {
  readonly name: string;
  /** For files with types and for those without. */
  readonly typed: string;
  readonly untyped: string;
}

/**
 * The edit that brings it; none where an earlier codemod did; null where the name is taken. Several
 * places of a file ask for the same edit, which is made once.
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
