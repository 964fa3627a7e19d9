import type { SgNode } from '@ast-grep/napi';
import type { Binding } from './bindings.ts';
import { hasPause, isFresh, isTotal } from './calm.ts';
import { isReading } from './list-reading.ts';
import { kindOf, methodCallOf, nodesOf, operatorOf } from './nodes.ts';
import type { Scene } from './scene.ts';

const VISITING = /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce)$/u;
const LOOKING = /^(?:includes|indexOf|lastIndexOf|has|get|at|slice|join)$/u;
const ADDING = /^(?:push|add|set)$/u;

/**
 * Whether a statement, while it runs, changes nothing but variables, and lists, Sets and Maps that
 * its function has just made, and calls nothing whose doings are not known.
 */
export function isCalm(statement: SgNode, scene: Scene): boolean {
  if (hasPause(statement)) return false;
  const others = nodesOf(statement, 'new_expression', 'class', 'class_declaration');
  const removals = nodesOf(statement, 'unary_expression').filter(
    (one) => operatorOf(one) === 'delete',
  );
  if (others.length + removals.length > 0) return false;
  const writes = nodesOf(statement, 'assignment_expression', 'augmented_assignment_expression');
  const targets = writes.map((one) => one.field('left'));
  const counts = nodesOf(statement, 'update_expression').map((one) => one.field('argument'));
  const isOnVariables = [...targets, ...counts].every(
    (one) => one !== null && kindOf(one) === 'identifier',
  );
  return (
    isOnVariables && nodesOf(statement, 'call_expression').every((one) => isCalmCall(one, scene))
  );
}

function isCalmCall(node: SgNode, scene: Scene): boolean {
  if (isTotal(node, scene)) return true;
  const call = methodCallOf(node);
  if (call === null) return false;
  const shape = scene.shapes.of(call.receiver);
  if (ADDING.test(call.method)) {
    const binding =
      kindOf(call.receiver) === 'identifier' ? scene.bindings.of(call.receiver) : null;
    const value = binding?.declaration.field('value') ?? null;
    const isMade = value !== null && (isFresh(value) || kindOf(value) === 'new_expression');
    return binding?.kind === 'const' && isMade && shape !== null;
  }
  const isVisit = VISITING.test(call.method) && shape?.kind === 'array';
  const isOwn = call.given.every((one) => kindOf(one) === 'arrow_function');
  if (isVisit) return isOwn || call.given.length === 2;
  return LOOKING.test(call.method) && shape !== null;
}

/** A list that is given from outside and only read. */
export function isReadParameter(binding: Binding, scene: Scene): boolean {
  return (
    binding.kind === 'parameter' &&
    binding.writes.length === 0 &&
    binding.references.every((one) => isReading(one, scene))
  );
}
