import type { SgNode } from '@ast-grep/napi';
import type { CodemodEdit, CodemodMatch, CodemodSource } from '../codemod.ts';
import { FUNCTION_KINDS, kindOf, lineOf, namesAround, spanOf } from './nodes.ts';

/** A match at a node, which its line and the functions around it are those of. */
export function matchAt(node: SgNode, edits: readonly CodemodEdit[]): CodemodMatch {
  return { line: lineOf(node), within: namesAround(node), edits };
}

export function replace(node: SgNode, text: string): CodemodEdit {
  return { ...spanOf(node), text };
}

export function insert(at: number, text: string): CodemodEdit {
  return { start: at, end: at, text };
}

/** Takes away what lies between two places of the text, with the white space behind it. */
export function remove(source: CodemodSource, start: number, end: number): CodemodEdit {
  const behind = /^[ \t]*(?:\r?\n[ \t]*)?/u.exec(source.text.slice(end))?.[0].length ?? 0;
  return { start, end: end + behind, text: '' };
}

/** Declares something at the top of the module: behind its directives and its imports. */
export function declareInModule(source: CodemodSource, declaration: string): CodemodEdit {
  let last: SgNode | null = null;
  for (const one of source.root.children()) {
    const isDirective =
      kindOf(one) === 'expression_statement' && kindOf(one.child(0) ?? one) === 'string';
    if (kindOf(one) === 'import_statement' || (isDirective && isFirst(one))) last = one;
    if (kindOf(one) === 'hash_bang_line' && last === null) last = one;
  }
  if (last === null) return insert(0, `${declaration}\n\n`);
  return insert(spanOf(last).end, `\n\n${declaration}`);
}

function isFirst(statement: SgNode): boolean {
  return statement.prevAll().every((one) => /^(?:comment|hash_bang_line)$/u.test(kindOf(one)));
}

/** Adds a function at the end of the module, where it is there for all of it. */
export function appendFunction(source: CodemodSource, declaration: string): CodemodEdit {
  const end = source.text.trimEnd().length;
  return insert(end, `\n\n${declaration}`);
}

/** Types of functions that are added: `typed(source, ': string')` is empty in JavaScript. */
export function typed(source: CodemodSource, annotation: string): string {
  return /\.[cm]?tsx?$/u.test(source.path) ? annotation : '';
}

/** White space that the line of a node begins with. */
export function indentOf(source: CodemodSource, node: SgNode): string {
  const { start } = spanOf(node);
  const line = source.text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/u.exec(source.text.slice(line, start))?.[0] ?? '';
}

/** The statement around a node that stands in a block or the module; null: there is none. */
export function statementAround(node: SgNode): SgNode | null {
  const chain = [node, ...node.ancestors()];
  for (const [index, one] of chain.entries()) {
    const parent = chain[index + 1];
    if (parent === undefined) return null;
    if (/^(?:statement_block|program)$/u.test(kindOf(parent))) return one;
    if (kindOf(parent) === 'export_statement') continue;
    if (FUNCTION_KINDS.has(kindOf(one))) {
      return null;
    }
  }
  return null;
}

/** Declares something in front of a statement. */
export function declareBefore(
  source: CodemodSource,
  statement: SgNode,
  declaration: string,
): CodemodEdit {
  return insert(spanOf(statement).start, `${declaration}\n${indentOf(source, statement)}`);
}
