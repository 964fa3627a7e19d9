import type { SgNode } from '@ast-grep/napi';
import { functionAround, kindOf, LOOP_KINDS, nodesOf } from '../../../analysis/index.ts';
import type { CodemodEdit } from '../codemod.ts';
import { replace } from '../syntax/edits.ts';
import { loopAround, ownNodes } from './own-nodes.ts';

/** How the ways out of a turn are written in a function that is called for each turn. */
export interface TurnControl {
  readonly edits: readonly CodemodEdit[];
  /** Whether a turn may end the loop, and whether it may give the function's answer. */
  readonly breaks: boolean;
  readonly returns: boolean;
}

/**
 * `continue` to `return`, `break` to `return null`, `return x` to `return () => x`. null: a turn goes
 * somewhere that a function cannot.
 *
 * @param freshName - A name that nothing in the file has.
 */
export function readControl(
  loop: SgNode,
  body: SgNode,
  freshName: (base: string) => string,
): TurnControl | null {
  const hasLabel = nodesOf(body, 'labeled_statement', 'statement_identifier').length > 0;
  if (hasLabel || ownNodes(body, 'yield_expression').length > 0) return null;
  const skips = ownNodes(body, 'continue_statement').filter((one) => isOf(loopAround(one), loop));
  const breaks = ownNodes(body, 'break_statement').filter((one) => isOf(leftBy(one), loop));
  const returns = ownNodes(body, 'return_statement');
  return {
    edits: [
      ...skips.map((one) => replace(one, 'return;')),
      ...breaks.map((one) => replace(one, 'return null;')),
      ...returns.map((one) => replace(one, handedOn(one, freshName))),
    ],
    breaks: breaks.length > 0,
    returns: returns.length > 0,
  };
}

/** What a `return` gives; undefined: nothing. */
function givenBy(statement: SgNode): SgNode | undefined {
  return statement.namedChildren().find((one) => kindOf(one) !== 'comment');
}

/**
 * Whether the value of a `return` may be read when the turns before have done what they do: what it
 * holds is then as the loop had it.
 */
export function isReadLate(statement: SgNode): boolean {
  const value = givenBy(statement);
  if (value === undefined) return true;
  return nodesOf(value, 'await_expression', 'call_expression', 'new_expression').length === 0;
}

function handedOn(statement: SgNode, freshName: (base: string) => string): string {
  const value = givenBy(statement);
  if (value === undefined) return 'return () => undefined;';
  if (!isReadLate(statement)) {
    const name = freshName('answer');
    return `{ const ${name} = ${value.text()}; return () => ${name}; }`;
  }
  return `return () => ${kindOf(value) === 'object' ? `(${value.text()})` : value.text()};`;
}

function isOf(one: SgNode | null, loop: SgNode): boolean {
  return one !== null && one.id() === loop.id();
}

/** The loop or `switch` that a `break` leaves. */
function leftBy(statement: SgNode): SgNode | null {
  const here = functionAround(statement)?.id();
  const left = statement
    .ancestors()
    .find((one) => LOOP_KINDS.has(kindOf(one)) || kindOf(one) === 'switch_statement');
  return left !== undefined && functionAround(left)?.id() === here ? left : null;
}
