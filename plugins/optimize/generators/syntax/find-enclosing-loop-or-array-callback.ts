import type { SgNode } from '@ast-grep/napi';
import { FUNCTION_KINDS, kindOf, LOOP_KINDS, methodCallOf } from '../../../analysis/index.ts';
import { findEnclosingStatement } from './codemod-edits.ts';
import type { AnalysisContext } from './type-aware-codemod.ts';

const VISITING =
  /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|sort|toSorted)$/u;

/**
 * Returns the statement around the outermost loop or list callback that repeats a node within its
 * function. null if nothing repeats it, or there is no statement to insert before.
 */
export function findEnclosingRepetition(node: SgNode, { types }: AnalysisContext): SgNode | null {
  let outermost: SgNode | null = null;
  let inner = node;
  for (const ancestor of node.ancestors()) {
    if (LOOP_KINDS.has(kindOf(ancestor)) && isRepeated(ancestor, inner)) outermost = ancestor;
    if (FUNCTION_KINDS.has(kindOf(ancestor))) {
      const call = findVisitorCall(ancestor);
      if (call === null || types.of(call.receiver)?.kind !== 'array') break;
      outermost = call.call;
    }
    inner = ancestor;
  }
  return outermost === null ? null : findEnclosingStatement(outermost);
}

/** True for a part run in each iteration; the iterated value and initializer are read once. */
function isRepeated(loop: SgNode, part: SgNode): boolean {
  return ['body', 'condition', 'increment'].some((name) => loop.field(name)?.id() === part.id());
}

/** The call of a list's method that calls this function for each of its elements. */
export function findVisitorCall(callback: SgNode) {
  const call = callback.parent()?.parent();
  const found = call == null ? null : methodCallOf(call);
  const isVisit = found !== null && VISITING.test(found.method);
  const isPlain = !callback.children().some((child) => /^(?:async|\*)$/u.test(child.text()));
  return isVisit && isPlain && found.given[0]?.id() === callback.id() ? found : null;
}
