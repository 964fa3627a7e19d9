import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';
import type { EntityRead } from './entity-loading-query.ts';
import { findVariableScope } from './scope-of-query-result-variable.ts';
import { findAwaitedExpression } from './unwrap-awaited-query.ts';

/** Partial use of a list: its length, whether a row exists or matches, its first or matching rows. */
export type ListUse = 'number' | 'presence' | 'match' | 'first rows' | 'some rows';

const LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'for_in_clause',
  'arrow_function',
  'function_expression',
  'function_declaration',
  'function_definition',
  'method_definition',
  'lambda',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
const TESTS: ReadonlySet<unknown> = new Set(['if_statement', 'elif_clause', 'not_operator']);

/** Returns a list's uses if all are partial; null if whole rows are used or a use is unknown. */
export function findListUses(read: EntityRead): ReadonlySet<ListUse> | null {
  const isPython = read.node.getRoot().root().kind() === 'module';
  const inner = isPython ? read.node : findAwaitedExpression(read.node);
  const direct = isPython ? pythonUse(inner, read) : scriptUse(inner);
  if (direct === 'unknown') return null;
  if (direct !== null) return new Set([direct]);
  const name = read.variable;
  if (name === null) return null;
  return usesOfName(name, read, isPython);
}

function usesOfName(
  name: string,
  read: EntityRead,
  isPython: boolean,
): ReadonlySet<ListUse> | null {
  const block = findVariableScope(read.node);
  const found = new Set<ListUse>();
  let uses = 0;
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
      if (isAside(node)) continue;
      return null;
    }
    if (isAside(node)) continue;
    const use = isPython ? pythonUse(node, read) : scriptUse(node);
    if (use === null || use === 'unknown') return null;
    // Searching the list in a loop replaces many queries.
    if ((use === 'match' || use === 'some rows') && isRepeated(node, block)) return null;
    found.add(use);
    uses += 1;
  }
  // A list with several uses is read once and filtered here.
  if (found.has('some rows') && uses > 1) return null;
  return found.size === 0 ? null : found;
}

function namesIn(block: SgNode, name: string, isPython: boolean): readonly SgNode[] {
  const kinds = isPython ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  return block.findAll({ rule: { any: kinds.map((kind) => ({ kind, regex: `^${name}$` })) } });
}

/** Names of arguments and of members of others. */
function isAside(node: SgNode): boolean {
  const parent = node.parent();
  return (
    (parent?.kind() === 'keyword_argument' && parent.field('name')?.id() === node.id()) ||
    (parent?.kind() === 'attribute' && parent.field('attribute')?.id() === node.id())
  );
}

function isRepeated(node: SgNode, block: SgNode): boolean {
  // The generator of `any(…)` over the list is not a loop around it.
  const own = node.parent()?.kind() === 'for_in_clause' ? node.parent()?.parent() : node;
  for (let at = own?.parent() ?? null; at !== null && at.id() !== block.id(); at = at.parent()) {
    if (LOOPS.has(at.kind())) return true;
  }
  return false;
}

/** Returns a list's use; null if it is only assigned to a variable, whose uses count instead. */
function scriptUse(start: SgNode): ListUse | 'unknown' | null {
  const node = bare(start);
  const above = node.parent();
  if (above === null) return 'unknown';
  if (above.kind() === 'variable_declarator' && above.field('value')?.id() === node.id()) {
    return above.field('name')?.kind() === 'identifier' ? null : patternUse(above.field('name'));
  }
  if (isAskedFor(above, node)) return 'presence';
  if (above.kind() === 'subscript_expression') return indexUse(above, node);
  if (above.kind() !== 'member_expression' || above.field('object')?.id() !== node.id()) {
    return 'unknown';
  }
  const property = above.field('property')?.text();
  if (property === 'length') return isPresence(bare(above)) ? 'presence' : 'number';
  const call = above.parent();
  if (call?.field('function')?.id() !== above.id()) return 'unknown';
  if (property === 'some' || property === 'find') return isComparison(call) ? 'match' : 'unknown';
  if (property === 'filter') return filterUse(call);
  return property === 'at' && /^\(\s*0\s*\)$/u.test(call.field('arguments')?.text() ?? '')
    ? 'first rows'
    : 'unknown';
}

/** True for tests of presence: `!rows`, `rows && …`, `if (rows)`. */
function isAskedFor(above: SgNode, node: SgNode): boolean {
  if (above.kind() === 'if_statement') return true;
  const operator = above.field('operator')?.text() ?? '';
  if (above.kind() === 'unary_expression') return operator === '!';
  if (above.kind() !== 'binary_expression' || above.field('left')?.id() !== node.id()) return false;
  // `rows || []` evaluates to the rows, unless it is only tested.
  return operator === '&&' || (operator === '||' && isTested(above));
}

function bare(node: SgNode): SgNode {
  let at = node;
  for (let above = at.parent(); above !== null; above = at.parent()) {
    if (!['parenthesized_expression', 'non_null_expression'].includes(String(above.kind()))) break;
    at = above;
  }
  return at;
}

/** Recognizes `const [first] = rows`, which uses only the first row. */
function patternUse(pattern: SgNode | null): ListUse | 'unknown' {
  const names = pattern?.children().filter((child) => child.isNamed()) ?? [];
  return pattern?.kind() === 'array_pattern' &&
    names.length === 1 &&
    names[0]?.kind() === 'identifier'
    ? 'first rows'
    : 'unknown';
}

function indexUse(subscript: SgNode, node: SgNode): ListUse | 'unknown' {
  if (subscript.field('object')?.id() !== node.id()) return 'unknown';
  const isTarget = subscript.parent()?.field('left')?.id() === subscript.id();
  return subscript.field('index')?.text() === '0' && !isTarget ? 'first rows' : 'unknown';
}

/** `rows.filter(…).length`, or a variable of which only that is used. */
function filterUse(call: SgNode): ListUse | 'unknown' {
  if (!isComparison(call)) return 'unknown';
  const above = call.parent();
  if (above?.kind() === 'member_expression' && above.field('property')?.text() === 'length') {
    return 'number';
  }
  const name = above?.kind() === 'variable_declarator' ? above.field('name') : null;
  if (name?.kind() !== 'identifier') return 'some rows';
  const all = namesIn(findVariableScope(call), name.text(), false).filter(
    (identifier) => identifier.id() !== name.id(),
  );
  const areCounted = all.every((identifier) => {
    const use = scriptUse(identifier);
    return use === 'number' || use === 'presence';
  });
  return all.length > 0 && areCounted ? 'number' : 'some rows';
}

/** True for a callback comparing row fields with values, which a query condition can do too. */
function isComparison(call: SgNode): boolean {
  const [callback] = argumentsOf(call);
  const body = callback?.field('body') ?? null;
  if (body === null || callback?.kind() !== 'arrow_function') return false;
  const row = (callback.field('parameter') ?? callback.field('parameters'))?.text() ?? '';
  const name = /^\(?\s*(\w+)\s*(?::[^,]*)?\)?$/u.exec(row)?.[1];
  if (name !== undefined) return isCondition(body, (side) => isFieldOf(side, name));
  const pattern = /^\(?\s*\{([\w\s,]+)\}\s*(?::.*)?\)?$/su.exec(row)?.[1] ?? '';
  const fields = new Set<string>(pattern.match(/\w+/gu));
  return isCondition(body, (side) => side.kind() === 'identifier' && fields.has(side.text()));
}

function isCondition(node: SgNode, isField: (side: SgNode) => boolean): boolean {
  if (node.kind() === 'parenthesized_expression') {
    const inner = node.child(1);
    return inner !== null && isCondition(inner, isField);
  }
  const operator = node.field('operator')?.text() ?? '';
  const [left, right] = [node.field('left'), node.field('right')];
  if (node.kind() !== 'binary_expression' || left === null || right === null) return false;
  if (operator === '&&' || operator === '||') {
    return isCondition(left, isField) && isCondition(right, isField);
  }
  if (!/^(?:[=!]==?|[<>]=?)$/u.test(operator)) return false;
  const sides = [left, right].map(isField);
  return sides[0] !== sides[1] && [left, right].every((operand) => !hasCall(operand));
}

function isFieldOf(node: SgNode, row: string): boolean {
  return node.kind() === 'member_expression' && node.field('object')?.text() === row;
}

function hasCall(node: SgNode): boolean {
  const rule = { any: [{ kind: 'call_expression' }, { kind: 'await_expression' }] };
  return node.find({ rule }) !== null;
}

/** `.length === 0`, `.length > 0`, `!rows.length`, `if (rows.length)`. */
function isPresence(length: SgNode): boolean {
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

function pythonUse(node: SgNode, read: EntityRead): ListUse | 'unknown' | null {
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
  if (above.kind() === 'subscript') return sliceUse(above, node, read);
  if (above.kind() === 'for_in_clause' && above.field('right')?.id() === node.id()) {
    return anyUse(above);
  }
  const call = above.kind() === 'argument_list' ? above.parent() : null;
  const callee = call?.field('function')?.text();
  if (call == null || argumentsOf(call).length !== 1) return 'unknown';
  if (callee === 'bool') return 'presence';
  if (callee !== 'len') return 'unknown';
  const around = call.parent();
  if (around !== null && TESTS.has(around.kind())) return 'presence';
  return around?.kind() === 'comparison_operator' &&
    /(?:==|!=|>|<=)\s*0$|>=\s*1$/u.test(around.text())
    ? 'presence'
    : 'number';
}

function isTested(node: SgNode): boolean {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (TESTS.has(at.kind()) || at.kind() === 'unary_expression') return true;
    const isPassedOn = /^(?:boolean_operator|binary_expression|parenthesized_expression)$/u;
    if (!isPassedOn.test(String(at.kind()))) return false;
  }
  return false;
}

/** `rows[0]`, `rows[:10]`. Lazy queries are not loaded by it. */
function sliceUse(subscript: SgNode, node: SgNode, read: EntityRead): ListUse | 'unknown' {
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

/** `any(row.name == name for row in rows)` */
function anyUse(clause: SgNode): ListUse | 'unknown' {
  const generator = clause.parent();
  const call = generator?.parent();
  const row = clause.field('left')?.text() ?? '';
  const body = generator?.field('body');
  const isAny =
    generator?.kind() === 'generator_expression' && call?.field('function')?.text() === 'any';
  if (!isAny || body?.kind() !== 'comparison_operator') return 'unknown';
  const [left, right] = [body.child(0), body.child(2)];
  const isField = left?.kind() === 'attribute' && left.field('object')?.text() === row;
  const isPlain = right?.find({ rule: { kind: 'call' } }) === null && body.child(3) === null;
  const mentions = right?.find({ rule: { kind: 'identifier', regex: `^${row}$` } }) ?? null;
  return isField && isPlain && mentions === null && right?.text() !== row ? 'match' : 'unknown';
}
