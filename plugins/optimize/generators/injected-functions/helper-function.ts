import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { findDeclarations } from '../io/find-declarations.ts';
import { insertText } from '../syntax/codemod-edits.ts';

/** Part of a text that differs by language: TypeScript's, and JavaScript's, empty by default. */
export type Annotate = (typed: string, plain?: string) => string;

/** Function that codemods append to a file, once for all places in it. */
export interface HelperFunction {
  readonly name: string;
  /** One template for both languages, so that the two texts cannot come to differ otherwise. */
  readonly text: (t: Annotate) => string;
}

export function renderHelper({ text }: HelperFunction, isTyped: boolean): string {
  return text((typed, plain = '') => (isTyped ? typed : plain));
}

/**
 * Returns the edit that adds the helper; empty if an earlier codemod did; null if its name is
 * taken. Several places in a file request the same edit, which is applied once.
 */
export function addHelperFunction(
  source: CodemodSource,
  helper: HelperFunction,
): readonly CodemodEdit[] | null {
  const text = renderHelper(helper, /\.[cm]?tsx?$/u.test(source.path));
  if (source.text.includes(text.trim())) return [];
  if (findDeclarations(source.root, helper.name).length > 0) return null;
  const gap = source.text.endsWith('\n') ? '\n' : '\n\n';
  return [insertText(source.text.length, `${gap}${text}`)];
}
