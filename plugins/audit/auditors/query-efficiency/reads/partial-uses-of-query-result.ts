import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import { type EntityRead, findVariableScope } from './entity-loading-query.ts';

/** Partial use of a list: its length, whether a row exists, or its first rows. */
export type ListUse = 'number' | 'presence' | 'first rows';

const TESTS: ReadonlySet<unknown> = new Set(['if_statement', 'elif_clause', 'not_operator']);

/** Returns a list's uses if all are partial; null if whole rows are used or a use is unknown. */
export function findListUses(read: EntityRead): ReadonlySet<ListUse> | null {
  const isPython = read.node.getRoot().root().kind() === 'module';
  const inner = isPython ? read.node : findAwaitedExpression(read.node);
  const direct = isPython ? classifyPythonUse(inner, read) : classifyScriptUse(inner);
  if (direct === 'unknown') return null;
  if (direct !== null) return new Set([direct]);
  const name = read.variable;
  if (name === null) return null;
  return findUsesOfVariable(name, read, isPython);
}

function findUsesOfVariable(
  name: string,
  read: EntityRead,
  isPython: boolean,
): ReadonlySet<ListUse> | null {
  const block = findVariableScope(read.node);
  const found = new Set<ListUse>();
  for (const node of namesIn(block, name, isPython)) {
    const { start } = node.range();
    if (start.index < read.node.range().end.index) {
      // Earlier assignments do not count; other earlier uses may read the list in the next
      // iteration.
      if (
        node
          .parent()
          ?.field(isPython ? 'left' : 'name')
          ?.id() === node.id()
      )
        continue;
      if (isOnlyLabel(node)) continue;
      return null;
    }
    if (isOnlyLabel(node)) continue;
    const use = isPython ? classifyPythonUse(node, read) : classifyScriptUse(node);
    if (use === null || use === 'unknown') return null;
    found.add(use);
  }
  return found.size === 0 ? null : found;
}

function namesIn(block: SgNode, name: string, isPython: boolean): readonly SgNode[] {
  const kinds = isPython ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  return block.findAll({ rule: { any: kinds.map((kind) => ({ kind, regex: `^${name}$` })) } });
}

function isOnlyLabel(node: SgNode): boolean {
  const parent = node.parent();
  return (
    (parent?.kind() === 'keyword_argument' && parent.field('name')?.id() === node.id()) ||
    (parent?.kind() === 'attribute' && parent.field('attribute')?.id() === node.id())
  );
}

/** Returns a list's use; null if it is only assigned to a variable, whose uses count instead. */
function classifyScriptUse(start: SgNode): ListUse | 'unknown' | null {
  const node = outermostSameValue(start);
  const above = node.parent();
  if (above === null) return 'unknown';
  if (above.kind() === 'variable_declarator' && above.field('value')?.id() === node.id()) {
    return above.field('name')?.kind() === 'identifier'
      ? null
      : classifyPatternUse(above.field('name'));
  }
  if (isPresenceTest(above, node)) return 'presence';
  if (above.kind() === 'subscript_expression') return classifyIndexUse(above, node);
  if (above.kind() !== 'member_expression' || above.field('property')?.text() !== 'length') {
    return 'unknown';
  }
  return isLengthPresenceTest(outermostSameValue(above)) ? 'presence' : 'number';
}

/** True for tests of presence: `!rows`, `rows && …`, `if (rows)`. */
function isPresenceTest(above: SgNode, node: SgNode): boolean {
  if (above.kind() === 'if_statement') return true;
  const operator = above.field('operator')?.text() ?? '';
  if (above.kind() === 'unary_expression') return operator === '!';
  if (above.kind() !== 'binary_expression' || above.field('left')?.id() !== node.id()) return false;
  // `rows || []` evaluates to the rows, unless it is only tested.
  return operator === '&&' || (operator === '||' && isTested(above));
}

function outermostSameValue(node: SgNode): SgNode {
  let at = node;
  for (let above = at.parent(); above !== null; above = at.parent()) {
    if (!['parenthesized_expression', 'non_null_expression'].includes(String(above.kind()))) break;
    at = above;
  }
  return at;
}

/** Recognizes `const [first] = rows`, which uses only the first row. */
function classifyPatternUse(pattern: SgNode | null): ListUse | 'unknown' {
  const names = pattern?.children().filter((child) => child.isNamed()) ?? [];
  return pattern?.kind() === 'array_pattern' &&
    names.length === 1 &&
    names[0]?.kind() === 'identifier'
    ? 'first rows'
    : 'unknown';
}

function classifyIndexUse(subscript: SgNode, node: SgNode): ListUse | 'unknown' {
  if (subscript.field('object')?.id() !== node.id()) return 'unknown';
  const isTarget = subscript.parent()?.field('left')?.id() === subscript.id();
  return subscript.field('index')?.text() === '0' && !isTarget ? 'first rows' : 'unknown';
}

/** `.length === 0`, `.length > 0`, `!rows.length`, `if (rows.length)`. */
function isLengthPresenceTest(length: SgNode): boolean {
  const above = length.parent();
  if (above === null) return false;
  if (above.kind() === 'if_statement' || above.kind() === 'unary_expression') return true;
  if (above.kind() === 'ternary_expression') return above.field('condition')?.id() === length.id();
  return (
    above.kind() === 'binary_expression' &&
    above.field('left')?.id() === length.id() &&
    (/^(?:[=!]==?|>|<=)$/u.test(above.field('operator')?.text() ?? '')
      ? above.field('right')?.text() === '0'
      : above.text().endsWith('>= 1') || above.text().endsWith('< 1'))
  );
}

function classifyPythonUse(node: SgNode, read: EntityRead): ListUse | 'unknown' | null {
  const above = node.parent();
  if (above === null) return 'unknown';
  if (above.kind() === 'assignment' && above.field('right')?.id() === node.id()) {
    return above.field('left')?.kind() === 'identifier' ? null : 'unknown';
  }
  if (TESTS.has(above.kind())) return 'presence';
  if (above.kind() === 'conditional_expression' && above.child(2)?.id() === node.id()) {
    return 'presence';
  }
  if (above.kind() === 'boolean_operator') return isTested(above) ? 'presence' : 'unknown';
  if (above.kind() === 'subscript') return classifySliceUse(above, node, read);
  const call = above.kind() === 'argument_list' ? above.parent() : null;
  const callee = call?.field('function')?.text();
  if (call == null || argumentsOf(call).length !== 1) return 'unknown';
  if (callee === 'bool') return 'presence';
  if (callee !== 'len') return 'unknown';
  const comparison = call.parent();
  if (comparison !== null && TESTS.has(comparison.kind())) return 'presence';
  return comparison?.kind() === 'comparison_operator' &&
    /(?:==|!=|>|<=)\s*0$|>=\s*1$/u.test(comparison.text())
    ? 'presence'
    : 'number';
}

function isTested(node: SgNode): boolean {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (TESTS.has(at.kind()) || at.kind() === 'unary_expression') return true;
    const passesValueOn = /^(?:boolean_operator|binary_expression|parenthesized_expression)$/u;
    if (!passesValueOn.test(String(at.kind()))) return false;
  }
  return false;
}

/** `rows[0]`, `rows[:10]`. Lazy queries are not loaded by it. */
function classifySliceUse(subscript: SgNode, node: SgNode, read: EntityRead): ListUse | 'unknown' {
  if (subscript.field('value')?.id() !== node.id() || isLazy(read)) return 'unknown';
  const above = subscript.parent();
  if (above?.field('left')?.id() === subscript.id()) return 'unknown';
  return /^(?:0|:\s*\d+)$/u.test(subscript.field('subscript')?.text() ?? '')
    ? 'first rows'
    : 'unknown';
}

/** True for a Django queryset that is not converted to a list. */
function isLazy({ node }: EntityRead): boolean {
  return /\.objects\b/u.test(node.text()) && !/^list\(/u.test(node.text());
}

/** Returns the awaited part of `(await query()).length`, with `await`; else the whole node. */
function findAwaitedExpression(node: SgNode): SgNode {
  for (let at: SgNode | null = node; at !== null; at = innerOf(at)) {
    if (at.kind() === 'await_expression') return at;
  }
  return node;
}

function innerOf(node: SgNode): SgNode | null {
  const inner = node.field('object') ?? node.field('function');
  if (inner !== null) return inner;
  return node.kind() === 'parenthesized_expression' || node.kind() === 'non_null_expression'
    ? (node.children().find((child) => child.isNamed()) ?? null)
    : null;
}
