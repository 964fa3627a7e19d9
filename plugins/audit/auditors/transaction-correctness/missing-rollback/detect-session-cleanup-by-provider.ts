import type { ProjectCode } from '../../../../analysis/index.ts';

/** Function or class of the project that provides sessions and ends their transactions. */
export interface SessionProvider {
  readonly name: string;
  readonly by: 'rollback' | 'close';
}

/** Code that creates a session, or provides one by its type. */
export const CREATES_SESSION =
  /[sS]ession(?:_?[mM]aker|_?[fF]actory|_?[lL]ocal)?\w*\s*\(|[sS]ession\w*\s*:|\bmaker\(/u;

/** A function as it is written. */
export function readFunctionText(code: ProjectCode, index: number): string {
  const { start, end } = code.rawOf(index);
  return (code.textOf(code.facts.functions[index]?.file ?? '') ?? '').slice(start, end);
}

/** Returns how the creator of a session ends it, judged by its text; null: it does not. */
export function detectSessionEnd(text: string): SessionProvider['by'] | null {
  if (/(?:except|finally)[\s\S]*rollback\s*\(|\.begin\(\)/u.test(text)) return 'rollback';
  return /\bwith\b|\.(?:close|remove)\s*\(/u.test(text) ? 'close' : null;
}
