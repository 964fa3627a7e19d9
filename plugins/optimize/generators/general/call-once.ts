import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  functionAround,
  isInside,
  kindOf,
  LOOP_KINDS,
  nodesOf,
  spanOf,
  wrapped,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import {
  annotateType,
  chooseDeclarationKeyword,
  createMatch,
  declareBefore,
  findEnclosingStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { isReadOnlyUse } from '../syntax/is-read-only-list-use.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { findOutermostInvariantLoop, isModuleConstant } from './loop-invariants.ts';
import { isPureFunction } from './memo-by-key.ts';

export const hoistInvariantCall: Codemod = createTypeAwareCodemod(
  {
    id: 'call-once',
    title: 'Call a loop-invariant function once',
    evidence: 'checked',
    conflictsWith: ['make-once', 'memo-by-key'],
    preconditions:
      'A call of a function declaration of the module, in a loop or in a list callback, whose only arguments are names that keep their value there. The function changes only what it has created, and depends neither on the time nor on random numbers. Its result, which may be a generator, is iterated by `for … of` and its values are only read; or the result is compared or used in arithmetic. The result is computed on first use, and stored in a list until the outer loop ends.',
    seenIn: ['d3/d3-array: src/cross.js'],
  },
  (scene) =>
    nodesOf(scene.root, 'call_expression').flatMap((call): readonly CodemodMatch[] => {
      const name = call.field('function');
      const of = name !== null && kindOf(name) === 'identifier' ? scene.bindings.of(name) : null;
      if (of === null || !isQuiet(of, scene)) return [];
      const use = useOf(call, scene);
      const statement = use === null ? null : placeOf(call, scene);
      if (use === null || statement === null || functionAround(call) === null) return [];
      const kept = scene.bindings.freshName(`${of.name}Kept`);
      const declared = `${chooseDeclarationKeyword(scene.source, 'let')} ${kept}${annotateType(scene.source, ': any')} = null;`;
      const made = use === 'list' ? `[...${call.text()}]` : call.text();
      return [
        {
          ...createMatch(call, [
            declareBefore(scene.source, statement, declared),
            replaceNode(call, `(${kept} === null ? (${kept} = ${made}) : ${kept})`),
          ]),
          assumes: [
            `The function ${of.name} returns the same result on each iteration, and nothing else observes its calls.`,
            ...(use === 'list'
              ? [`Every result of ${of.name} is used, and all results fit in memory.`]
              : []),
          ],
        },
      ];
    }),
);

/** True for a pure module-level function. */
function isQuiet({ declaration, writes, kind }: Binding, scene: AnalysisContext): boolean {
  const body = declaration.field('body');
  if (kind !== 'function' || writes.length > 0 || body === null) return false;
  if (!/^(?:generator_)?function_declaration$/u.test(kindOf(declaration))) return false;
  if (declaration.children().some((child) => kindOf(child) === 'async')) return false;
  return isPureFunction(declaration, body, scene);
}

function useOf(call: SgNode, scene: AnalysisContext): 'list' | 'value' | null {
  const whole = wrapped(call);
  const parent = whole.parent();
  if (parent === null) return null;
  if (kindOf(parent) !== 'for_in_statement') {
    const isAsked = kindOf(parent) === 'binary_expression' || kindOf(parent) === 'unary_expression';
    return isAsked && !/^(?:\+|delete|void|typeof)/u.test(parent.text()) ? 'value' : null;
  }
  const [left, right] = [parent.field('left'), parent.field('right')];
  const isOf = parent.children().some((child) => child.text() === 'of');
  const isAwaited = parent.children().some((child) => kindOf(child) === 'await');
  if (left === null || right?.id() !== whole.id() || !isOf || isAwaited) return null;
  const of = kindOf(left) === 'identifier' ? scene.bindings.of(left) : null;
  return of?.writes.length === 0 && of.references.every((reference) => isOnlyRead(reference, scene))
    ? 'list'
    : null;
}

/** True for a read: an item that several iterations share must be neither changed nor leaked. */
function isOnlyRead(use: SgNode, scene: AnalysisContext): boolean {
  const parent = use.parent();
  const isPart =
    parent !== null && /^(?:binary_expression|template_substitution)$/u.test(kindOf(parent));
  return isPart || isReadOnlyUse(use, scene);
}

/** Returns the statement before the outermost loop in which a call is invariant; null: none. */
function placeOf(call: SgNode, scene: AnalysisContext): SgNode | null {
  if (nodesOf(call, 'this', 'super', 'await_expression', 'yield_expression').length > 0)
    return null;
  if (nodesOf(call, 'arrow_function', 'function_expression', 'new_expression').length > 0)
    return null;
  // Arguments must be names or reads of names, without further calls.
  if (nodesOf(call, 'call_expression').length > 1) return null;
  const outer: Binding[] = [];
  for (const name of nodesOf(call, 'identifier', 'shorthand_property_identifier')) {
    const of = scene.bindings.of(name);
    if (of === null) return null;
    if (!isModuleConstant(of, scene)) outer.push(of);
  }
  const own = loopOf(call);
  const turn = findOutermostInvariantLoop(own ?? call, outer, scene);
  if (turn === null || outer.some((of) => isGivenAway(of, turn, call))) return null;
  const statement = findEnclosingStatement(turn);
  return statement !== null && !isInside(spanOf(statement), spanOf(own ?? call)) ? statement : null;
}

/** Returns the loop that iterates over the result of the call. */
function loopOf(call: SgNode): SgNode | null {
  const loop = wrapped(call).parent();
  return loop !== null && LOOP_KINDS.has(kindOf(loop)) ? loop : null;
}

/** True if the loop body passes a list or object to a call other than this one. */
function isGivenAway({ references }: Binding, turn: SgNode, call: SgNode): boolean {
  return references.some((reference) => {
    const isHere =
      isInside(spanOf(reference), spanOf(turn)) && !isInside(spanOf(reference), spanOf(call));
    const parent = reference.parent();
    return isHere && parent !== null && kindOf(parent) === 'arguments';
  });
}
