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
  methodCalls,
  nodesOf,
  operatorOf,
  spanOf,
} from '../../../analysis/index.ts';
import { capitalize } from '../checked/repeatedly-searched-array.ts';
import { type AnalysisContext, type Codemod, createTypeAwareCodemod } from '../codemod.ts';
import { parseKeySearch } from '../general/list-searches.ts';
import { findWriteTargets } from '../general/syntax-node-lookups.ts';
import {
  annotateType,
  createMatch,
  declareBefore,
  findEnclosingStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { isReadOnlyUse } from '../syntax/is-read-only-list-use.ts';
import {
  hasSuspension,
  isNewList,
  isPureExpression,
  isUnsharedList,
} from '../syntax/pure-expression.ts';

/** Search by a key inside of a loop to a Map that is made once: nested loops to a hash. */
export const findToMap: Codemod = createTypeAwareCodemod(
  {
    id: 'find-to-map',
    title: 'Look up by key in a Map instead of searching for each element',
    complexity: 'Medium',
    preconditions:
      '`find` with `(one) => one.key === sought` in a loop or in a list callback. The list is a parameter or `const` that is only read, the type of its elements has the key as a string or number, the sought value cannot throw, and the loop changes only variables, and lists, Sets and Maps that its function created, and awaits nothing. As before, the first of equal keys is found and NaN is not.',
    seenIn: ['mate-academy/react_redux-list-of-todos, src/GetTodosWithUsers.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'find').flatMap((call) => {
      const list = bare(call.receiver);
      const binding = kindOf(list) === 'identifier' ? scene.bindings.of(list) : null;
      const search = parseKeySearch(call.given[0], (node) => isPureExpression(node, scene));
      const type = scene.types.of(list);
      if (binding === null || search?.rest !== null || type?.kind !== 'array') return [];
      const field = search.key.slice(1);
      const key = type.element?.kind === 'object' ? type.element.fields.get(field) : null;
      if (key?.kind !== 'string' && key?.kind !== 'number') return [];
      const statement = findEnclosingRepetition(call.call, scene);
      const isVisible = statement !== null && isInside(spanOf(statement), binding.scope);
      if (!isVisible || spanOf(binding.node).end > spanOf(statement).start) return [];
      if (!(isUnsharedList(binding, scene) || isReadOnlyParameter(binding, scene))) return [];
      if (!hasOnlyLocalEffects(statement, scene)) return [];
      if (!scene.bindings.isBuiltin('Map') || !scene.bindings.isBuiltin('Number')) return [];
      const name = scene.bindings.freshName(`${binding.name}By${capitalize(field)}`);
      const pair = `[one.${field}, one]${annotateType(scene.source, ' as const')}`;
      const known = key.kind === 'number' ? `.filter((one) => !Number.isNaN(one.${field}))` : '';
      const declared = `const ${name} = new Map([...${list.text()}].reverse()${known}.map((one) => ${pair}));`;
      return [
        createMatch(call.call, [
          declareBefore(scene.source, statement, declared),
          replaceNode(call.call, `${name}.get(${search.sought.text()})`),
        ]),
      ];
    }),
);

const REPEATING =
  /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|sort|toSorted)$/u;

/**
 * Returns the statement around the outermost loop or list callback that repeats a node within its
 * function. null if nothing repeats it, or there is no statement to insert before.
 */
function findEnclosingRepetition(node: SgNode, { types }: AnalysisContext): SgNode | null {
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

function findVisitorCall(callback: SgNode) {
  const call = callback.parent()?.parent();
  const found = call == null ? null : methodCallOf(call);
  const isVisit = found !== null && REPEATING.test(found.method);
  const isPlain = !callback.children().some((child) => /^(?:async|\*)$/u.test(child.text()));
  return isVisit && isPlain && found.given[0]?.id() === callback.id() ? found : null;
}

const VISITING = /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce)$/u;
const LOOKING = /^(?:includes|indexOf|lastIndexOf|has|get|at|slice|join)$/u;
const ADDING = /^(?:push|add|set)$/u;

/**
 * True if a statement, while it runs, changes only variables, and lists, Sets and Maps that its
 * function has just made, and calls nothing with unknown effects.
 */
function hasOnlyLocalEffects(statement: SgNode, scene: AnalysisContext): boolean {
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

function isReadOnlyParameter(binding: Binding, scene: AnalysisContext): boolean {
  return (
    binding.kind === 'parameter' &&
    binding.writes.length === 0 &&
    binding.references.every((reference) => isReadOnlyUse(reference, scene))
  );
}
