import type { SgNode } from '@ast-grep/napi';
import { functionAround, kindOf, LOOP_KINDS, nodesOf } from '../../../analysis/index.ts';
import type { CodemodEdit } from '../codemod.ts';
import { replaceNode } from '../syntax/codemod-edits.ts';
import { findEnclosingLoop, findOwnNodes } from './syntax-node-lookups.ts';

/** Exits of an iteration, rewritten for a function that is called for each iteration. */
export interface LoopExits {
  readonly edits: readonly CodemodEdit[];
  /** Set if an iteration may end the loop (`breaks`), or return from the function (`returns`). */
  readonly breaks: boolean;
  readonly returns: boolean;
}

/**
 * Rewrites the exits of a loop body for a callback: `continue` to `return`, `break` to `return
 * null`, `return x` to `return () => x`. null if a function cannot express an exit.
 *
 * @param freshName - Returns a name that is unused in the file.
 */
export function rewriteLoopExits(
  loop: SgNode,
  body: SgNode,
  freshName: (base: string) => string,
): LoopExits | null {
  const hasLabel = nodesOf(body, 'labeled_statement', 'statement_identifier').length > 0;
  if (hasLabel || findOwnNodes(body, 'yield_expression').length > 0) return null;
  const skips = findOwnNodes(body, 'continue_statement').filter((node) =>
    isOf(findEnclosingLoop(node), loop),
  );
  const breaks = findOwnNodes(body, 'break_statement').filter((node) => isOf(leftBy(node), loop));
  const returns = findOwnNodes(body, 'return_statement');
  return {
    edits: [
      ...skips.map((statement) => replaceNode(statement, 'return;')),
      ...breaks.map((statement) => replaceNode(statement, 'return null;')),
      ...returns.map((statement) => replaceNode(statement, handedOn(statement, freshName))),
    ],
    breaks: breaks.length > 0,
    returns: returns.length > 0,
  };
}

function givenBy(statement: SgNode): SgNode | undefined {
  return statement.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment');
}

/**
 * True if the value of a `return` may be evaluated after the effects of earlier iterations; it then
 * sees the same state as in the loop.
 */
export function canEvaluateLate(statement: SgNode): boolean {
  const value = givenBy(statement);
  if (value === undefined) return true;
  return nodesOf(value, 'await_expression', 'call_expression', 'new_expression').length === 0;
}

function handedOn(statement: SgNode, freshName: (base: string) => string): string {
  const value = givenBy(statement);
  if (value === undefined) return 'return () => undefined;';
  if (!canEvaluateLate(statement)) {
    const name = freshName('answer');
    return `{ const ${name} = ${value.text()}; return () => ${name}; }`;
  }
  return `return () => ${kindOf(value) === 'object' ? `(${value.text()})` : value.text()};`;
}

function isOf(target: SgNode | null, loop: SgNode): boolean {
  return target !== null && target.id() === loop.id();
}

/** The loop or `switch` that a `break` leaves. */
function leftBy(statement: SgNode): SgNode | null {
  const here = functionAround(statement)?.id();
  const left = statement
    .ancestors()
    .find(
      (ancestor) => LOOP_KINDS.has(kindOf(ancestor)) || kindOf(ancestor) === 'switch_statement',
    );
  return left !== undefined && functionAround(left)?.id() === here ? left : null;
}
