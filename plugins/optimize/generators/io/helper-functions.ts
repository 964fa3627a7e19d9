import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { insert } from '../syntax/edits.ts';
import { bindingsOf } from './names.ts';

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
export function needHelper(
  source: CodemodSource,
  helper: HelperFunction,
): readonly CodemodEdit[] | null {
  const text = /\.[cm]?tsx?$/u.test(source.path) ? helper.typed : helper.untyped;
  if (source.text.includes(text.trim())) return [];
  if (bindingsOf(source.root, helper.name).length > 0) return null;
  const gap = source.text.endsWith('\n') ? '\n' : '\n\n';
  return [insert(source.text.length, `${gap}${text}`)];
}
