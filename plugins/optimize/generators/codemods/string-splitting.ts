import type { SgNode } from '@ast-grep/napi';
import {
  isTaken,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  nodesOf,
  spanOf,
  stringValue,
  wrapped,
} from '../../../analysis/index.ts';
import { type AnalysisContext, type Codemod, createTypeAwareCodemod } from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { parseRegexpLiteral } from '../syntax/parse-regexp.ts';

export const splitFirst: Codemod = createTypeAwareCodemod(
  {
    id: 'split-first',
    title: 'Split only as far as needed',
    evidence: 'guarded',
    preconditions:
      '`split` on a string or on a name that is tested to be one at run time, by a literal string or RegExp, of which only the first parts are read: `[0]`, `.shift()`, `const [name, value] = …`, or through a name that has no other use.',
    seenIn: ['pretty-ms 9.3.1, index.js', 'publint 0.3.25, src/shared/utils.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'split').flatMap((split) => {
      const mark = onlyMark(split);
      if (mark === null || (stringValue(mark) === null && parseRegexpLiteral(mark) === null))
        return [];
      const most = partsRead(split, scene);
      const name = split.receiver.text();
      const isString = scene.types.isString(split.receiver);
      const isName =
        kindOf(split.receiver) === 'identifier' && scene.types.of(split.receiver) === null;
      if (most === null || !(isString || (isName && scene.bindings.of(split.receiver) !== null)))
        return [];
      const quick = `${name}.split(${mark.text()}, ${most})`;
      const text = isString
        ? quick
        : `(typeof ${name} === 'string' ? ${quick} : ${split.call.text()})`;
      return [createMatch(split.call, [replaceNode(split.call, text)])];
    }),
);

function onlyMark({ given: [mark, ...more] }: MethodCall): SgNode | null {
  return mark === undefined || more.length > 0 ? null : mark;
}

/** Maximum number of parts for which a split limit pays off. */
const MOST_PARTS = 4;

/** Returns how many leading elements of a call's list are read; null if all are, or unknown. */
function partsRead({ call }: MethodCall, scene: AnalysisContext): number | null {
  const whole = wrapped(call);
  const parent = whole.parent();
  if (parent === null) return null;
  const own = ownPart(whole);
  if (own !== null) return own;
  if (kindOf(parent) !== 'variable_declarator' || parent.field('value')?.id() !== whole.id()) {
    return null;
  }
  const name = parent.field('name');
  if (name === null || parent.field('type') !== null) return null;
  return kindOf(name) === 'array_pattern' ? patternParts(name) : partsOfName(name, scene);
}

/** Returns the parts that `[1]`, `.at(0)` or `.shift()` reads directly from the list. */
function ownPart(list: SgNode): number | null {
  const place = placeRead(list);
  if (place !== null) return place + 1;
  const call = list.parent()?.parent();
  const method = call == null ? null : methodCallOf(call);
  if (method === null || method.receiver.id() !== list.id()) return null;
  const [first, ...more] = method.given;
  if (method.method === 'shift') return first === undefined ? 1 : null;
  return method.method === 'at' && first?.text() === '0' && more.length === 0 ? 1 : null;
}

/** The place of a list that is read: the number between its brackets. */
function placeRead(list: SgNode): number | null {
  const parent = list.parent();
  if (parent === null || kindOf(parent) !== 'subscript_expression') return null;
  if (parent.field('object')?.id() !== list.id() || isTaken(parent)) return null;
  const index = parent.field('index')?.text() ?? '';
  return /^\d$/u.test(index) && Number(index) < MOST_PARTS ? Number(index) : null;
}

/** `const [name, , value] = …` */
function patternParts(pattern: SgNode): number | null {
  if (nodesOf(pattern, 'rest_pattern').length > 0) return null;
  const count = pattern.children().filter((child) => kindOf(child) === ',').length + 1;
  return count <= MOST_PARTS ? count : null;
}

/** Counts the leading elements of a named list that is only used to read single elements. */
function partsOfName(name: SgNode, { bindings }: AnalysisContext): number | null {
  const of = kindOf(name) === 'identifier' ? bindings.of(name) : null;
  if (of === null || of.writes.length > 0 || of.references.length === 0) return null;
  if (!/^(?:const|let)$/u.test(of.kind) || !Number.isFinite(of.scope.end)) return null;
  const places = of.references.map((use) =>
    spanOf(use).start > spanOf(name).start ? placeRead(use) : null,
  );
  const known = places.filter((place) => place !== null);
  return known.length === places.length ? Math.max(...known) + 1 : null;
}
