import type { SgNode } from '@ast-grep/napi';
import { kindOf, nodesOf } from '../../../analysis/index.ts';

/** Condition that is known to be true or false where a statement is reached. */
export interface PathCondition {
  readonly condition: SgNode;
  readonly holds: boolean;
}

/** Path from a loop body to a statement that ends its iteration. */
export interface IterationPath {
  readonly held: readonly PathCondition[];
  /** Case values of each `switch` whose default branch contains the statement. */
  readonly switches: readonly { readonly of: SgNode; readonly not: readonly SgNode[] }[];
  /** Other statements that every iteration runs first. */
  readonly head: readonly SgNode[];
}

/** Returns the path to a statement; null if unclear, or if more code follows in the iteration. */
export function findIterationPath(statement: SgNode, body: SgNode): IterationPath | null {
  const held: PathCondition[] = [];
  const switches: IterationPath['switches'][number][] = [];
  const head: SgNode[] = [];
  let inner = statement;
  /** Set while nothing else runs in the iteration, because of a `continue` or a `break`. */
  let isOver: 'no' | 'turn' | 'switch' = 'no';
  for (const ancestor of statement.ancestors()) {
    const kind = kindOf(ancestor);
    if (/^(?:statement_block|switch_case|switch_default)$/u.test(kind)) {
      const siblings = statementsOf(ancestor);
      const place = siblings.findIndex((each) => each.id() === inner.id());
      const behind = siblings.slice(place + 1);
      const [next] = behind;
      if (isOver === 'no' && next !== undefined) {
        if (kindOf(next) === 'continue_statement' && next.namedChildren().length === 0)
          isOver = 'turn';
        else if (
          kindOf(next) === 'break_statement' &&
          next.namedChildren().length === 0 &&
          kind !== 'statement_block'
        )
          isOver = 'switch';
        else return null;
      } else if (isOver === 'no' && kind !== 'statement_block' && !isLastCase(ancestor))
        return null;
      for (const before of siblings.slice(0, place)) {
        const left = leavingCondition(before);
        if (left === null) head.push(before);
        else held.push({ condition: left, holds: false });
      }
      if (ancestor.id() === body.id()) return { held, switches, head };
    } else if (kind === 'switch_body') {
      const of = ancestor.parent()?.field('value');
      if (of == null) return null;
      const of2 = of.namedChildren()[0] ?? of;
      if (kindOf(inner) === 'switch_default') {
        const cases = ancestor.namedChildren().filter((each) => kindOf(each) === 'switch_case');
        const not = cases.map((each) => each.field('value')).filter((each) => each !== null);
        switches.push({ of: of2, not });
      } else switches.push({ of: of2, not: [] });
      if (isFallenInto(inner)) return null;
    } else if (kind === 'switch_statement') {
      if (isOver === 'switch') isOver = 'no';
    } else if (kind === 'if_statement') {
      const condition = ancestor.field('condition');
      if (condition === null) return null;
      const isThen = ancestor.field('consequence')?.id() === inner.id();
      held.push({ condition, holds: isThen });
    } else if (kind !== 'else_clause') return null;
    inner = ancestor;
  }
  return null;
}

function statementsOf(block: SgNode): readonly SgNode[] {
  const value = block.field('value');
  return block
    .namedChildren()
    .filter((namedChild) => kindOf(namedChild) !== 'comment' && namedChild.id() !== value?.id());
}

function isLastCase(node: SgNode): boolean {
  const all = node.parent()?.namedChildren() ?? [];
  return all.findLast((each) => kindOf(each) !== 'comment')?.id() === node.id();
}

/** True if the previous case falls through into this one. */
function isFallenInto(node: SgNode): boolean {
  let before = node.prev();
  while (before !== null && !/^switch_(?:case|default)$/u.test(kindOf(before))) {
    before = before.prev();
  }
  if (before === null) return false;
  const last = statementsOf(before).at(-1);
  return last === undefined || !isLeaving(last);
}

function isLeaving(statement: SgNode): boolean {
  const kind = kindOf(statement);
  if (/^(?:continue|break|return|throw)_statement$/u.test(kind)) return true;
  const last = kind === 'statement_block' ? statementsOf(statement).at(-1) : undefined;
  return last !== undefined && isLeaving(last);
}

/** Returns the condition of `if (…) { …; continue; }`, which is false in the code after it. */
function leavingCondition(statement: SgNode): SgNode | null {
  if (kindOf(statement) !== 'if_statement' || statement.field('alternative') !== null) return null;
  const then = statement.field('consequence');
  return then !== null && isLeaving(then) ? statement.field('condition') : null;
}

/** True if a statement cannot leave the iteration, and only sets and counts names and fields. */
export function isSimpleUpdate(statement: SgNode): boolean {
  const others = nodesOf(
    statement,
    ...['call_expression', 'new_expression', 'await_expression', 'yield_expression'],
    ...['continue_statement', 'break_statement', 'return_statement', 'throw_statement'],
    ...['arrow_function', 'function_expression', 'lexical_declaration', 'variable_declaration'],
    ...['while_statement', 'for_statement', 'for_in_statement', 'do_statement'],
  );
  return others.length === 0;
}
