import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  functionAround,
  kindOf,
  methodCallOf,
  nodesOf,
  operatorOf,
} from '../../../analysis/index.ts';
import { findWriteTargets } from '../general/syntax-node-lookups.ts';
import { isReadOnlyUse } from './is-read-only-list-use.ts';
import { hasSuspension, isNewList, isPureExpression } from './pure-expression.ts';
import type { AnalysisContext } from './type-aware-codemod.ts';

const VISITING = /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce)$/u;
const LOOKING = /^(?:includes|indexOf|lastIndexOf|has|get|at|slice|join)$/u;
const ADDING = /^(?:push|add|set)$/u;

/**
 * True if a statement, while it runs, changes only variables, and lists, Sets and Maps that its
 * function has just made, and calls nothing with unknown effects.
 */
export function hasOnlyLocalEffects(statement: SgNode, scene: AnalysisContext): boolean {
  if (hasSuspension(statement)) return false;
  const others = nodesOf(statement, 'new_expression', 'class', 'class_declaration');
  const removals = nodesOf(statement, 'unary_expression').filter(
    (node) => operatorOf(node) === 'delete',
  );
  if (others.length + removals.length > 0) return false;
  const isOnVariables = findWriteTargets(statement).every(
    (target) => kindOf(target) === 'identifier',
  );
  const calls = nodesOf(statement, 'call_expression');
  return isOnVariables && calls.every((call) => isCalmCall(call, statement, scene));
}

function isCalmCall(node: SgNode, statement: SgNode, scene: AnalysisContext): boolean {
  if (isPureExpression(node, scene)) return true;
  const call = methodCallOf(node);
  if (call === null) return false;
  const kind = scene.types.of(call.receiver)?.kind ?? '';
  if (ADDING.test(call.method)) {
    const binding =
      kindOf(call.receiver) === 'identifier' ? scene.bindings.of(call.receiver) : null;
    return binding !== null && isMadeHere(binding, statement, scene);
  }
  if (VISITING.test(call.method) && kind === 'array') {
    const [callback, ...others] = call.given;
    const isArrow = callback !== undefined && kindOf(callback) === 'arrow_function';
    return isArrow && (others.length === 0 || (call.method === 'reduce' && others.length === 1));
  }
  return LOOKING.test(call.method) && /^(?:string|array|set|map)$/u.test(kind);
}

/** True for an object made by the statement's function and unreachable until passed on. */
function isMadeHere(binding: Binding, statement: SgNode, scene: AnalysisContext): boolean {
  const { kind, declaration, isPart } = binding;
  const value = declaration.field('value');
  const isHere = functionAround(declaration)?.id() === functionAround(statement)?.id();
  if (kind !== 'const' || isPart || value === null || !isHere) return false;
  if (isNewList(value, scene)) return true;
  const made = kindOf(bare(value)) === 'new_expression' ? bare(value).field('constructor') : null;
  return /^(?:Set|Map)$/u.test(made?.text() ?? '') && scene.bindings.isBuiltin(made?.text() ?? '');
}

/** True for a parameter that is never reassigned and only read. */
export function isReadOnlyParameter(binding: Binding, scene: AnalysisContext): boolean {
  return (
    binding.kind === 'parameter' &&
    binding.writes.length === 0 &&
    binding.references.every((reference) => isReadOnlyUse(reference, scene))
  );
}
