import type { SgNode } from '@ast-grep/napi';
import { isFunction, type Loop } from '../../../../analysis/index.ts';

/** Condition that is true where a place is reached, or false if `isDenied` is set. */
interface Condition {
  readonly node: SgNode;
  readonly isDenied: boolean;
}

const LITERALS: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'template_string']);
/** `MAIN_FILE`, `Kind.MAIN`, `FileKind.Main`. */
const CONSTANT = /^(?:\w+\.)*[A-Z][A-Z\d_]+$|^(?:\w+\.)*[A-Z]\w*\.[A-Z]\w*$/u;
const MEMBERS: ReadonlySet<unknown> = new Set(['attribute', 'member_expression']);
const COMPARISONS: ReadonlySet<unknown> = new Set(['comparison_operator', 'binary_expression']);
const NEGATIONS: ReadonlySet<unknown> = new Set(['not_operator', 'unary_expression']);
/** Flags that, by their very name, are set for a single row of a list. */
const FLAG = /^(?:is)?_?(?:primary|default|main)$/iu;
const LEAVES: ReadonlySet<unknown> = new Set(['return_statement', 'break_statement']);
/** Return statement of a function that has found nothing. */
const NOTHING = /^return\s*(?:None|null|undefined|false|False|\[\]|\{\})?\s*;?$/u;
const INNER_LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);

/** Returns why only one iteration of a loop reaches a place; null if more may. */
export function explainSingleIteration(node: SgNode, loop: Loop): string | null {
  for (const { taken, condition } of conditionsTo(node, loop)) {
    const compared = sidesOfSame(condition)?.find((side) => isOfElement(side, loop)) ?? null;
    if (compared === null) continue;
    const text = condition.node.text().replace(/\s+/gu, ' ');
    if (compared.kind() === 'identifier' && isDistinct(compared, loop)) {
      return `only the element that matches ${text} reaches the statement`;
    }
    if (taken !== null && leavesWith(taken, node, loop)) {
      return `the loop searches for the element that matches ${text} and then exits`;
    }
  }
  return switchedOn(node, loop);
}

/** True if a node runs only for the single element that has a flag: `if (one.isPrimary)`. */
export function isFlaggedElementOnly(node: SgNode, loop: Loop): boolean {
  return conditionsTo(node, loop).some(({ condition }) => {
    if (condition.isDenied) return false;
    const [side = condition.node] = (sidesOfTrue(condition) ?? []).filter((operand) =>
      isOfElement(operand, loop),
    );
    const name = (side.field('attribute') ?? side.field('property'))?.text() ?? '';
    return MEMBERS.has(side.kind()) && isOfElement(side, loop) && FLAG.test(name);
  });
}

interface Reaching {
  /** Branch that runs if the condition holds. */
  readonly taken: SgNode | null;
  readonly condition: Condition;
}

/** Lists all conditions for an iteration to reach a place. */
function conditionsTo(node: SgNode, loop: Loop): readonly Reaching[] {
  const found: Reaching[] = [];
  let inner = node;
  for (let at = node.parent(); at !== null && at.id() !== loop.node.id(); at = at.parent()) {
    if (isFunction(at) && loop.node.kind() !== 'call_expression') return [];
    const condition = at.field('condition');
    if (condition !== null && at.field('consequence')?.id() === inner.id()) {
      for (const part of partsOf(condition, false)) found.push({ taken: inner, condition: part });
    }
    for (const before of inner.prevAll()) found.push(...leftOut(before));
    inner = at;
  }
  return found;
}

/** Returns conditions that hold after an early `continue`: `if one.kind != 'main': continue`. */
function leftOut(statement: SgNode): readonly Reaching[] {
  const condition = statement.kind() === 'if_statement' ? statement.field('condition') : null;
  const left = statement.field('consequence');
  if (condition === null || left === null) return [];
  const goesOn = [left, ...left.children()].some((child) => child.kind() === 'continue_statement');
  if (!goesOn || statement.field('alternative') !== null) return [];
  const taken = statement.parent();
  return partsOf(condition, true).map((part) => ({ taken, condition: part }));
}

/** Returns the parts that must all hold: both of `a and b`, both of a negated `a or b`. */
function partsOf(node: SgNode, isDenied: boolean): readonly Condition[] {
  if (node.kind() === 'parenthesized_expression') {
    const inside = node.children().find((child) => child.isNamed());
    return inside === undefined ? [] : partsOf(inside, isDenied);
  }
  if (NEGATIONS.has(node.kind()) && /^(?:not\b|!)/u.test(node.text())) {
    const inside = node.field('argument');
    return inside === null ? [] : partsOf(inside, !isDenied);
  }
  const operator = node.field('operator')?.text() ?? '';
  const [left, right] = [node.field('left'), node.field('right')];
  if (/^(?:and|&&|or|\|\|)$/u.test(operator) && left !== null && right !== null) {
    const isBoth = /^(?:and|&&)$/u.test(operator) !== isDenied;
    return isBoth ? [...partsOf(left, isDenied), ...partsOf(right, isDenied)] : [];
  }
  return [{ node, isDenied }];
}

/** Returns the expression that must equal a literal or a constant; null: there is none. */
function sidesOfSame({ node, isDenied }: Condition): readonly SgNode[] | null {
  if (!COMPARISONS.has(node.kind())) return null;
  const operators = node.children().filter((child) => !child.isNamed());
  const same = isDenied ? /^!==?$/u : /^===?$/u;
  const [left, right] = [node.child(0), node.children().at(-1)];
  if (operators.length !== 1 || !same.test(operators[0]?.text() ?? '')) return null;
  if (left === null || right === undefined) return null;
  if (isWritten(right)) return [left];
  return isWritten(left) ? [right] : null;
}

function isWritten(node: SgNode): boolean {
  if (node.kind() === 'template_string') return !node.text().includes('${');
  return LITERALS.has(node.kind()) || CONSTANT.test(node.text());
}

/** Returns both sides of `one.is_main == True` or `one.isMain === true`. */
function sidesOfTrue({ node }: Condition): readonly SgNode[] | null {
  if (!COMPARISONS.has(node.kind()) || !/(?:==|\bis)\s*(?:True|true)$/u.test(node.text())) {
    return null;
  }
  return node.children();
}

/** True for the element or a field of it. */
function isOfElement(node: SgNode, { names }: Loop): boolean {
  if (node.kind() === 'identifier') return names.includes(node.text());
  const holder = MEMBERS.has(node.kind()) ? node.field('object') : null;
  return holder?.kind() === 'identifier' && names.includes(holder.text());
}

/**
 * True for a whole element, such as a name or a number, or the key of a pair, which the list
 * contains once; other parts of pairs may repeat.
 */
function isDistinct(name: SgNode, { names, over }: Loop): boolean {
  if (names.length === 1) return true;
  const pairs = /\.(?:items|entries)\(|^(?:enumerate|Object\.entries)\(/u;
  return names[0] === name.text() && pairs.test(over.text());
}

/** True if the loop is left once the search succeeds, rather than on a failure. */
function leavesWith(taken: SgNode, node: SgNode, loop: Loop): boolean {
  if (loop.node.kind() === 'call_expression') return false;
  const { end } = node.range();
  const rule = { any: [{ kind: 'return_statement' }, { kind: 'break_statement' }] };
  return taken.findAll({ rule }).some((exit) => {
    if (exit.range().start.index < end.index || !LEAVES.has(exit.kind())) return false;
    if (exit.kind() === 'return_statement' && NOTHING.test(exit.text())) return false;
    return isReachedByFinding(exit, taken);
  });
}

/** True if only presence checks guard the exit, and it is in no inner loop or function. */
function isReachedByFinding(leaves: SgNode, taken: SgNode): boolean {
  let inner = leaves;
  for (let at = leaves.parent(); at !== null && at.id() !== taken.id(); at = at.parent()) {
    if (isFunction(at) || INNER_LOOPS.has(at.kind())) return false;
    if (/^(?:except_clause|catch_clause|else_clause|elif_clause)$/u.test(String(at.kind()))) {
      return false;
    }
    const condition = at.field('condition');
    if (condition !== null && at.kind() === 'if_statement') {
      const isTaken = at.field('consequence')?.id() === inner.id();
      if (!isTaken || /^\(?\s*(?:not\b|!)|\bis None\b|===? null\b/u.test(condition.text())) {
        return false;
      }
    }
    inner = at;
  }
  return true;
}

/** Returns why a case of `switch (field) { case 'email': … }` runs for one element `field`. */
function switchedOn(node: SgNode, loop: Loop): string | null {
  for (let at = node.parent(); at !== null && at.id() !== loop.node.id(); at = at.parent()) {
    const value = at.kind() === 'switch_case' ? at.field('value') : null;
    const by = at.parent()?.parent()?.field('value') ?? null;
    const name = by?.kind() === 'parenthesized_expression' ? by.child(1) : by;
    if (value === null || name == null || !isWritten(value)) continue;
    if (name.kind() !== 'identifier' || !loop.names.includes(name.text())) continue;
    if (isDistinct(name, loop)) return `only the element ${value.text()} reaches the statement`;
  }
  return null;
}
