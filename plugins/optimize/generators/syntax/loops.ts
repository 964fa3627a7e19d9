import type { SgNode } from '@ast-grep/napi';
import { FUNCTION_KINDS, kindOf, LOOP_KINDS, methodCallOf } from '../../../analysis/index.ts';
import { statementAround } from './edits.ts';
import type { Scene } from './scene.ts';

const VISITING =
  /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|sort|toSorted)$/u;

/**
 * The statement around the outermost loop, or callback of a list's method, that a node is repeated by
 * within its function. null: it is not repeated there, or there is no statement to put something before.
 */
export function repeatedAround(node: SgNode, { shapes }: Scene): SgNode | null {
  let outermost: SgNode | null = null;
  let inner = node;
  for (const one of node.ancestors()) {
    if (LOOP_KINDS.has(kindOf(one)) && isRepeated(one, inner)) outermost = one;
    if (FUNCTION_KINDS.has(kindOf(one))) {
      const call = visitOf(one);
      if (call === null || shapes.arrayOf(call.receiver) === null) break;
      outermost = call.call;
    }
    inner = one;
  }
  return outermost === null ? null : statementAround(outermost);
}

/** What a loop goes through, and what it begins with, is read once. */
function isRepeated(loop: SgNode, part: SgNode): boolean {
  return ['body', 'condition', 'increment'].some((name) => loop.field(name)?.id() === part.id());
}

/** The call of a list's method that calls this function for each of its elements. */
export function visitOf(callback: SgNode) {
  const call = callback.parent()?.parent();
  const found = call == null ? null : methodCallOf(call);
  const isVisit = found !== null && VISITING.test(found.method);
  const isPlain = !callback.children().some((one) => /^(?:async|\*)$/u.test(one.text()));
  return isVisit && isPlain && found.given[0]?.id() === callback.id() ? found : null;
}
