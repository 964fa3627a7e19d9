import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  isInside,
  kindOf,
  type MethodCall,
  methodCalls,
  operatorOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { createMatch, declareBefore, replaceNode } from '../syntax/codemod-edits.ts';
import { findEnclosingRepetition } from '../syntax/find-enclosing-loop-or-array-callback.ts';
import { hasOnlyLocalEffects, isReadOnlyParameter } from '../syntax/has-only-local-effects.ts';
import { isUnsharedList } from '../syntax/pure-expression.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** `includes(x)`, or `indexOf(x)` compared with -1. */
interface Asked {
  readonly whole: SgNode;
  readonly call: MethodCall;
  readonly not: string;
  readonly sought: SgNode;
}

function askedOf(call: MethodCall, scene: AnalysisContext): Asked | null {
  const [sought] = call.given;
  if (sought === undefined || call.given.length !== 1) return null;
  if (kindOf(sought) === 'spread_element') return null;
  if (call.method === 'includes') return { whole: call.call, call, not: '', sought };
  const parent = call.call.parent();
  // `indexOf` never finds NaN, which a Set does.
  const element = scene.shapes.arrayOf(call.receiver)?.element?.kind;
  const isSafe = element === 'string' || scene.shapes.isString(sought);
  if (parent === null || kindOf(parent) !== 'binary_expression' || !isSafe) return null;
  if (parent.field('left')?.id() !== call.call.id()) return null;
  const isFound = parseFoundTest(parent);
  return isFound === null ? null : { whole: parent, call, not: isFound ? '' : '!', sought };
}

/** True if a comparison tests that an index was found, false that none was; null: neither. */
export function parseFoundTest(comparison: SgNode): boolean | null {
  const said = `${operatorOf(comparison)} ${comparison.field('right')?.text()}`;
  if (/^(?:!==? -1|> -1|>= 0)$/u.test(said)) return true;
  return /^(?:===? -1|< 0)$/u.test(said) ? false : null;
}

export const includesToSet: Codemod = createTypeAwareCodemod(
  {
    id: 'includes-to-set',
    title: 'In a loop, check membership in a Set instead of an array',
    complexity: 'Low',
    preconditions:
      '`includes(x)`, or `indexOf(x)` compared with -1, in a loop or in a list callback. The list is created by a `const` before the loop, never changed and never passed on; or it is a parameter that is only read, in a loop that changes only variables and objects that its function created, and awaits nothing. For `indexOf`, one of the two sides is known to be a string, since a Set finds NaN.',
    seenIn: ['playwright-core 1.65.1, lib/coreBundle.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'includes', 'indexOf').flatMap((call) => {
      const list = bare(call.receiver);
      const asked = askedOf(call, scene);
      const binding = kindOf(list) === 'identifier' ? scene.bindings.of(list) : null;
      if (asked === null || binding === null || scene.shapes.arrayOf(list) === null) return [];
      if (!scene.bindings.isBuiltin('Set')) return [];
      const statement = findEnclosingRepetition(call.call, scene);
      const isBefore =
        statement !== null &&
        isInside(spanOf(statement), binding.scope) &&
        spanOf(binding.node).end <= spanOf(statement).start;
      const isRead =
        isUnsharedList(binding, scene) ||
        (isReadOnlyParameter(binding, scene) &&
          statement !== null &&
          hasOnlyLocalEffects(statement, scene));
      if (!isBefore || !isRead) return [];
      const name = scene.bindings.freshName(`${binding.name}Set`);
      const declared = `const ${name} = new Set(${binding.name});`;
      const text = `${asked.not}${name}.has(${asked.sought.text()})`;
      return [
        createMatch(asked.whole, [
          declareBefore(scene.source, statement, declared),
          replaceNode(asked.whole, text),
        ]),
      ];
    }),
);
