import type { SgNode } from '@ast-grep/napi';
import type { CodemodEdit, CodemodMatch, CodemodSource } from '../codemod.ts';

/** Small questions about the tree of a program that the codemods of I/O share. */

const FUNCTION_KINDS = new Set([
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function_declaration',
  'generator_function',
]);

/** Kind of a node as the grammars of JavaScript and TypeScript name it. */
export function kindOf(node: SgNode): string {
  return String(node.kind());
}

export function isFunction(node: SgNode): boolean {
  return FUNCTION_KINDS.has(kindOf(node));
}

/** All nodes of one kind below a node, itself included. */
export function nodesOf(node: SgNode, kind: string): readonly SgNode[] {
  return node.findAll({ rule: { kind } });
}

/** The innermost function that a node stands in; null: the module itself. */
export function enclosingFunction(node: SgNode): SgNode | null {
  return node.ancestors().find(isFunction) ?? null;
}

/** The function that a node stands in, or the program. */
export function scopeOf(node: SgNode): SgNode {
  return enclosingFunction(node) ?? node.getRoot().root();
}

/** Whether `await` may be written in a function: it is async and makes no iterator. */
export function isAsync(scope: SgNode): boolean {
  const children = scope.children();
  return (
    children.some((child) => child.kind() === 'async') &&
    !children.some((child) => child.kind() === '*')
  );
}

/** Named children without comments. */
export function partsOf(node: SgNode): readonly SgNode[] {
  return node.namedChildren().filter((child) => child.kind() !== 'comment');
}

export function hasComment(node: SgNode): boolean {
  return nodesOf(node, 'comment').length > 0;
}

/** Arguments of a call, in order; those that are spread keep their `...`. */
export function argumentsOf(call: SgNode): readonly SgNode[] {
  const list = call.field('arguments');
  return list?.kind() === 'arguments' ? partsOf(list) : [];
}

/** The expression inside of parentheses, however many there are. */
export function unwrap(node: SgNode): SgNode {
  let inner = node;
  while (inner.kind() === 'parenthesized_expression') {
    const [only] = partsOf(inner);
    if (only === undefined) break;
    inner = only;
  }
  return inner;
}

/** What `await` waits for; null: the node is no `await`. */
export function awaited(node: SgNode): SgNode | null {
  const inner = unwrap(node);
  return inner.kind() === 'await_expression' ? (partsOf(inner)[0] ?? null) : null;
}

/** The text of a string literal without escapes or of a template without substitutions. */
export function literalText(node: SgNode): string | null {
  if (node.kind() !== 'string' && node.kind() !== 'template_string') return null;
  const text = node.text();
  const isPlain = !text.includes('\\') && nodesOf(node, 'template_substitution').length === 0;
  return isPlain ? text.slice(1, -1) : null;
}

/** Value of a property that an object literal gives by its name; null: it does not. */
export function propertyOf(object: SgNode, name: string): SgNode | null {
  for (const pair of partsOf(object)) {
    const key = pair.kind() === 'pair' ? pair.field('key') : null;
    if (key !== null && key.text().replace(/^['"]|['"]$/gu, '') === name) {
      return pair.field('value');
    }
  }
  return null;
}

/** The one declarator of a `const`, `let` or `var`; null where there are several. */
export function onlyDeclarator(statement: SgNode): SgNode | null {
  if (!/^(lexical|variable)_declaration$/u.test(kindOf(statement))) return null;
  const declarators = partsOf(statement);
  return declarators.length === 1 ? (declarators[0] ?? null) : null;
}

export function isConst(statement: SgNode): boolean {
  return statement.kind() === 'lexical_declaration' && statement.children()[0]?.text() === 'const';
}

/** The statement of a block that a node belongs to: a direct child of a block or of the module. */
export function statementOf(node: SgNode): SgNode | null {
  return (
    [node, ...node.ancestors()].find((one) => {
      const kind = one.parent()?.kind();
      return kind === 'statement_block' || kind === 'program';
    }) ?? null
  );
}

export function startOf(node: SgNode): number {
  return node.range().start.index;
}

export function endOf(node: SgNode): number {
  return node.range().end.index;
}

export function replaceNode(node: SgNode, text: string): CodemodEdit {
  return { start: startOf(node), end: endOf(node), text };
}

export function insertAt(index: number, text: string): CodemodEdit {
  return { start: index, end: index, text };
}

/** Takes a statement away with its line where nothing else stands on it. */
export function removeStatement(source: CodemodSource, node: SgNode): CodemodEdit {
  let start = startOf(node);
  let end = endOf(node);
  while (start > 0 && /[ \t]/u.test(source.text[start - 1] ?? '')) start -= 1;
  const isOwnLine = start === 0 || source.text[start - 1] === '\n';
  if (isOwnLine && source.text[end] === '\n') end += 1;
  else start = startOf(node);
  return { start, end, text: '' };
}

/** White space in front of the line that a node begins on. */
export function indentOf(source: CodemodSource, node: SgNode): string {
  const lineStart = source.text.lastIndexOf('\n', startOf(node) - 1) + 1;
  return /^[ \t]*/u.exec(source.text.slice(lineStart))?.[0] ?? '';
}

/** A place of a codemod, with the functions around it. */
export function matchAt(node: SgNode, edits: readonly CodemodEdit[]): CodemodMatch {
  const within = node.ancestors().filter(isFunction).map(nameOf);
  return { line: node.range().start.line + 1, within: within.filter((name) => name !== ''), edits };
}

/** What a function is called by: its own name, or that of the variable or property it is put in. */
function nameOf(scope: SgNode): string {
  const own = scope.field('name')?.text();
  if (own !== undefined) return own;
  const parent = scope.parent();
  if (parent?.kind() === 'variable_declarator') return parent.field('name')?.text() ?? '';
  if (parent?.kind() === 'pair') return parent.field('key')?.text() ?? '';
  return '';
}
