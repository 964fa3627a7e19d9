import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  FUNCTION_KINDS,
  kindOf,
  lineOf,
  namesAround,
  nodesOf,
  partsOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodMatch, CodemodSource } from '../codemod.ts';

/** Creates a match with the line and the enclosing functions of a node. */
export function createMatch(node: SgNode, edits: readonly CodemodEdit[]): CodemodMatch {
  return { line: lineOf(node), within: namesAround(node), edits };
}

export function replaceNode(node: SgNode, text: string): CodemodEdit {
  return { ...spanOf(node), text };
}

export function insertText(at: number, text: string): CodemodEdit {
  return { start: at, end: at, text };
}

/**
 * Declares something at the top of the module: after its directives and leading imports, before the
 * first statement that may call something.
 */
export function declareInModule({ root }: CodemodSource, declaration: string): CodemodEdit {
  const end = findHeaderEnd(root);
  return end === 0 ? insertText(0, `${declaration}\n\n`) : insertText(end, `\n\n${declaration}`);
}

/** Returns the offset after the header of a module: directives, imports and file-level comments. */
function findHeaderEnd(root: SgNode): number {
  let last: SgNode | null = null;
  let first: SgNode | null = null;
  for (const child of root.children()) {
    const kind = kindOf(child);
    const isDirective =
      kind === 'expression_statement' && kindOf(child.child(0) ?? child) === 'string';
    if (isDirective || kind === 'hash_bang_line' || isImport(child)) last = child;
    else if (kind !== 'comment') {
      first = child;
      break;
    }
  }
  const head = last ?? lastOfHead(first);
  return head === null ? 0 : spanOf(head).end;
}

/** True for an `import`, or for a declaration initialized only with `require`. */
function isImport(statement: SgNode): boolean {
  const kind = kindOf(statement);
  if (kind === 'import_statement') return true;
  if (!/^(?:lexical|variable)_declaration$/u.test(kind)) return false;
  const names = partsOf(statement);
  return names.every((name) =>
    /^require\(\s*(?:'[^']*'|"[^"]*")\s*\)(?:\.\w+)*$/u.test(name.field('value')?.text() ?? ''),
  );
}

/** Markers of a first comment that tools read for the whole file, and that has to stay first. */
const OF_THE_FILE =
  /@(?:jest|vitest|ts-|flow|jsx|file|license|preserve)|eslint|copyright|licen[cs]e/iu;

/** The last comment at the top that is not about the first statement. */
function lastOfHead(first: SgNode | null): SgNode | null {
  let next = first;
  for (let sibling = first?.prev() ?? null; sibling !== null; sibling = sibling.prev()) {
    const gap = next === null ? 0 : next.range().start.line - sibling.range().end.line;
    if (gap > 1 || OF_THE_FILE.test(sibling.text())) return sibling;
    next = sibling;
  }
  return null;
}

/** Appends a function to the module, where hoisting makes it available everywhere. */
export function appendFunction(source: CodemodSource, declaration: string): CodemodEdit {
  const end = source.text.trimEnd().length;
  return insertText(end, `\n\n${declaration}`);
}

/** Types of functions that are added: `typed(source, ': string')` is empty in JavaScript. */
export function annotateType(source: CodemodSource, annotation: string): string {
  return /\.[cm]?tsx?$/u.test(source.path) ? annotation : '';
}

/** Returns `let`, or `var` in a file with only `var`, which older engines may run. */
export function chooseVariableKeyword({ root }: CodemodSource): string {
  const isOlder = nodesOf(root, 'lexical_declaration', 'import_statement').length === 0;
  return isOlder && nodesOf(root, 'variable_declaration').length > 0 ? 'var' : 'let';
}

/** White space that the line of a node begins with. */
export function readIndentation(source: CodemodSource, node: SgNode): string {
  const { start } = spanOf(node);
  const line = source.text.lastIndexOf('\n', start - 1) + 1;
  return /^[ \t]*/u.exec(source.text.slice(line, start))?.[0] ?? '';
}

/** Returns the statement around a node directly in a block or the module; null if there is none. */
export function findEnclosingStatement(node: SgNode): SgNode | null {
  const chain = [node, ...node.ancestors()];
  for (const [index, ancestor] of chain.entries()) {
    const parent = chain[index + 1];
    if (parent === undefined) return null;
    if (/^(?:statement_block|program)$/u.test(kindOf(parent))) return ancestor;
    if (kindOf(parent) === 'export_statement') continue;
    if (FUNCTION_KINDS.has(kindOf(ancestor))) return null;
  }
  return null;
}

/** Inserts a declaration before a statement. */
export function declareBefore(
  source: CodemodSource,
  statement: SgNode,
  declaration: string,
): CodemodEdit {
  return insertText(
    spanOf(statement).start,
    `${declaration}\n${readIndentation(source, statement)}`,
  );
}

/** Returns the operand of `await`; null for other nodes. */
export function findAwaitOperand(node: SgNode): SgNode | null {
  const inner = bare(node);
  return inner.kind() === 'await_expression' ? (partsOf(inner)[0] ?? null) : null;
}

/** Removes a statement, with its line if nothing else is on it. */
export function removeStatement(source: CodemodSource, node: SgNode): CodemodEdit {
  let { start, end } = spanOf(node);
  while (start > 0 && /[ \t]/u.test(source.text[start - 1] ?? '')) start -= 1;
  const isOwnLine = start === 0 || source.text[start - 1] === '\n';
  if (isOwnLine && source.text[end] === '\n') end += 1;
  else start = spanOf(node).start;
  return { start, end, text: '' };
}
