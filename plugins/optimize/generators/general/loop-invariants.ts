import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  FUNCTION_KINDS,
  functionAround,
  isInside,
  kindOf,
  LOOP_KINDS,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { AnalysisContext } from '../codemod.ts';
import { findEnclosingStatement } from '../syntax/codemod-edits.ts';
import { inferValueKind } from './infer-cacheable-value-type.ts';
import { findRootObject, findWriteTargets, readCalleeName } from './syntax-node-lookups.ts';

const VISITING =
  /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|reduceRight|sort|toSorted)$/u;
const MUTATING =
  /^(?:push|unshift|pop|shift|splice|sort|reverse|fill|copyWithin|add|set|delete|clear|append|assign)$/u;
const BUILTINS =
  /^(?:TextEncoder|TextDecoder|RegExp|Intl|Object|Set|Map|Array|String|Number|Math|JSON|undefined)$/u;

/** Scope in which a value can be cached: the whole module, or from before this statement on. */
export type CacheScope =
  | { readonly kind: 'module' }
  | { readonly kind: 'before'; readonly statement: SgNode };

/**
 * Returns the widest scope in which an expression keeps its value, judging by the file. null if it
 * is already evaluated only once, or nothing guarantees that it is constant.
 */
export function findCacheScope(made: SgNode, scene: AnalysisContext): CacheScope | null {
  const names = nodesOf(made, 'identifier', 'shorthand_property_identifier');
  if (nodesOf(made, 'this', 'super', 'await_expression', 'yield_expression').length > 0)
    return null;
  const own = spanOf(made);
  const outer: Binding[] = [];
  for (const name of names) {
    const of = scene.bindings.of(name);
    if (of === null) {
      if (!BUILTINS.test(name.text()) || !scene.bindings.isBuiltin(name.text())) return null;
    } else if (!isInside(spanOf(of.node), own)) outer.push(of);
  }
  const isConstant = outer.every((binding) => isModuleConstant(binding, scene));
  if (isConstant && functionAround(made) !== null) return { kind: 'module' };
  const turn = findOutermostInvariantLoop(made, outer, scene);
  const statement = turn === null ? null : findEnclosingStatement(turn);
  return statement === null ? null : { kind: 'before', statement };
}

/**
 * Returns the only name in an expression that is no module constant, if it is a parameter that is
 * never reassigned; null if there are others.
 */
export function findOnlyParameter(made: SgNode, scene: AnalysisContext): Binding | null {
  if (nodesOf(made, 'this', 'super', 'await_expression', 'yield_expression').length > 0)
    return null;
  if (nodesOf(made, 'arrow_function', 'function_expression').length > 0) return null;
  const variable: Binding[] = [];
  for (const name of nodesOf(made, 'identifier', 'shorthand_property_identifier')) {
    const of = scene.bindings.of(name);
    if (of === null) {
      if (!BUILTINS.test(name.text()) || !scene.bindings.isBuiltin(name.text())) return null;
    } else if (!isModuleConstant(of, scene) && !variable.includes(of)) variable.push(of);
  }
  const [only, ...others] = variable;
  const isParameter = only?.kind === 'parameter' && !only.isPart && only.writes.length === 0;
  return isParameter && others.length === 0 ? only : null;
}

/** More values than these are not worth a key. */
const MOST_VALUES = 3;

/**
 * Returns the non-constant names or property paths in an expression, as written. null if the
 * expression constructs something else, calls something or changes something, or if there are none
 * or too many.
 */
export function findVariables(made: SgNode, scene: AnalysisContext): readonly string[] | null {
  const never = ['super', 'await_expression', 'yield_expression', 'arrow_function', 'class'];
  const doing = ['function_expression', 'assignment_expression', 'update_expression', 'regex'];
  const more = ['augmented_assignment_expression', 'spread_element', 'subscript_expression'];
  if (nodesOf(made, ...never, ...doing, ...more).length > 0) return null;
  if (nodesOf(made, 'call_expression', 'new_expression').some((node) => node.id() !== made.id()))
    return null;
  const found = new Set<string>();
  for (const name of nodesOf(made, 'identifier', 'this', 'shorthand_property_identifier')) {
    const of = kindOf(name) === 'this' ? null : scene.bindings.of(name);
    if (of === null && kindOf(name) !== 'this') {
      if (!BUILTINS.test(name.text()) || !scene.bindings.isBuiltin(name.text())) return null;
      continue;
    }
    if (of !== null && isModuleConstant(of, scene) && of.kind !== 'import') continue;
    const value = wholeMember(name);
    // Objects are no cache keys: each lookup would miss, and the value would be built anyway.
    if (inferValueKind(value, scene) === 'object') return null;
    found.add(value.text());
  }
  return found.size > 0 && found.size <= MOST_VALUES && !found.has('this') ? [...found] : null;
}

/** `a.b.c` of `a`. */
function wholeMember(node: SgNode): SgNode {
  const parent = node.parent();
  const isObject =
    parent !== null &&
    kindOf(parent) === 'member_expression' &&
    parent.field('object')?.id() === node.id();
  return isObject ? wholeMember(parent) : node;
}

/** True for a module-level name that is neither reassigned nor mutated in the file. */
export function isModuleConstant(of: Binding, scene: AnalysisContext): boolean {
  if (functionAround(of.node) !== null || of.writes.length > 0) return false;
  if (
    !/^(?:const|import|function|class)$/u.test(of.kind) &&
    of.scope.end !== Number.POSITIVE_INFINITY
  )
    return false;
  return !isChangedWithin(of, scene.root, scene);
}

/** True if a node changes the value of a name, or a part of that value. */
export function isChangedWithin(of: Binding, node: SgNode, { bindings }: AnalysisContext): boolean {
  const isOf = (target: SgNode | null): boolean => {
    const base = target === null ? null : findRootObject(target);
    return base !== null && bindings.of(base) === of;
  };
  if (findWriteTargets(node).some(isOf)) return true;
  return nodesOf(node, 'call_expression').some((call) => {
    const method = methodCallOf(call);
    if (method === null || !MUTATING.test(method.method)) return false;
    return (
      isOf(method.receiver) || (readCalleeName(call) === 'assign' && isOf(method.given[0] ?? null))
    );
  });
}

/** The outermost loop, or callback of a list's method, that these names stay the same in. */
export function findOutermostInvariantLoop(
  made: SgNode,
  outer: readonly Binding[],
  scene: AnalysisContext,
): SgNode | null {
  let best: SgNode | null = null;
  let inner = made;
  for (const ancestor of made.ancestors()) {
    const turn = turnAt(ancestor, inner) ?? callOfItself(ancestor, outer, scene);
    if (turn === null && FUNCTION_KINDS.has(kindOf(ancestor))) break;
    if (turn !== null) {
      const stays = outer.every(
        (of) => !isInside(spanOf(of.node), spanOf(turn)) && !isChangedWithin(of, turn, scene),
      );
      if (!stays) break;
      best = turn;
    }
    inner = ancestor;
  }
  return best;
}

/** Returns the loop repeating the node (body, condition, increment), or list method calling it. */
function turnAt(node: SgNode, inner: SgNode): SgNode | null {
  if (LOOP_KINDS.has(kindOf(node))) {
    const isRepeated = ['body', 'condition', 'increment'].some(
      (name) => node.field(name)?.id() === inner.id(),
    );
    return isRepeated ? node : null;
  }
  if (!FUNCTION_KINDS.has(kindOf(node))) return null;
  const call = node.parent()?.parent();
  const visit = call === null || call === undefined ? null : methodCallOf(call);
  const isVisit =
    visit !== null && VISITING.test(visit.method) && visit.given[0]?.id() === node.id();
  return isVisit && !node.children().some((child) => /^(?:async|\*)$/u.test(child.text()))
    ? visit.call
    : null;
}

/** Returns a nested recursive function whose enclosing function changes none of these names. */
function callOfItself(
  node: SgNode,
  outer: readonly Binding[],
  scene: AnalysisContext,
): SgNode | null {
  const parent = node.parent();
  const isNamed = kindOf(node) === 'function_declaration';
  const isHeld =
    kindOf(node) === 'arrow_function' &&
    parent !== null &&
    kindOf(parent) === 'variable_declarator';
  const name = isNamed ? node.field('name') : isHeld ? parent.field('name') : null;
  const around = functionAround(node);
  const of = name === null ? null : scene.bindings.of(name);
  if (around === null || of === null || of.writes.length > 0) return null;
  const calls = of.references.filter((use) => isInside(spanOf(use), spanOf(node)));
  const isKept = outer.every((each) => !isChangedWithin(each, around, scene));
  return calls.length > 0 && isKept ? node : null;
}

/** Returns an expression's direct use, or all references of the name it initializes, or null. */
export function findValueUses(
  made: SgNode,
  { bindings }: AnalysisContext,
): readonly SgNode[] | null {
  let whole = made;
  while (whole.parent() !== null && bare(whole.parent() ?? whole).id() === made.id())
    whole = whole.parent() ?? whole;
  const parent = whole.parent();
  if (parent === null) return null;
  if (kindOf(parent) !== 'variable_declarator') return [whole];
  const name = parent.field('name');
  const of = name !== null && kindOf(name) === 'identifier' ? bindings.of(name) : null;
  if (of === null || of.writes.length > 0 || of.kind === 'var') return null;
  return parent.field('type') === null ? of.references : null;
}
