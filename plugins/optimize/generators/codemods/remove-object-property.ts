import type { SgNode } from '@ast-grep/napi';
import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { endOffset, startOffset } from '../io/statement-syntax.ts';

/** Removes a property from an object literal, with its comma and, if it has its own, its line. */
export function removeObjectProperty(source: CodemodSource, pair: SgNode): CodemodEdit {
  const behind = /^\s*,[ \t]*/u.exec(source.text.slice(endOffset(pair)))?.[0];
  if (behind === undefined) {
    const before = /,?\s*$/u.exec(source.text.slice(0, startOffset(pair)))?.[0] ?? '';
    // Whitespace after the last property stays, now after the previous property.
    const kept = before.startsWith(',') ? before.length : 0;
    return { start: startOffset(pair) - kept, end: endOffset(pair), text: '' };
  }
  let start = startOffset(pair);
  let end = endOffset(pair) + behind.length;
  if (source.text[end] === '\n') {
    while (/[ \t]/u.test(source.text[start - 1] ?? '')) start -= 1;
    if (source.text[start - 1] === '\n') end += 1;
    else start = startOffset(pair);
  }
  return { start, end, text: '' };
}
