import type { SgNode } from '@ast-grep/napi';
import { bare, isInside, kindOf, nodesOf, spanOf } from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodMatch } from '../codemod.ts';
import type { TypeAssumption } from './assume-types.ts';
import type { AnalysisContext } from './type-aware-file-context.ts';

const EXPRESSIONS = [
  'call_expression',
  'binary_expression',
  'unary_expression',
  'member_expression',
];

/**
 * Returns a match's edits with a runtime test of its assumptions before the new expression, and the
 * old expression as the fallback. null if no test is possible, because several expressions change
 * or an assumption is about something other than a name. `there already` if the expression is the
 * fallback of an earlier guard.
 */
export function addTypeGuard(
  { edits }: CodemodMatch,
  needed: readonly TypeAssumption[],
  scene: AnalysisContext,
): readonly CodemodEdit[] | null | 'there already' {
  const [changed, ...more] = edits.filter(({ start, end }) => end > start);
  const declared = edits.filter((edit) => edit !== changed);
  if (changed === undefined || more.length > 0) return null;
  const whole = nodesOf(scene.root, ...EXPRESSIONS).find((node) => {
    const { start, end } = spanOf(node);
    return start === changed.start && end === changed.end;
  });
  if (whole === undefined || declared.some((edit) => isBeside(whole, edit))) return null;
  const tests = needed.map((assumption) => testOf(assumption, changed, scene));
  if (tests.some((test) => test === null)) return null;
  const test = [...new Set(tests)].join(' && ');
  if (isBehind(whole, test)) return 'there already';
  const text = `(${test} ? ${changed.text} : ${whole.text()})`;
  return [...declared, { ...changed, text }];
}

/** True for a declaration added in the same top-level statement; it may need the tested value. */
function isBeside(whole: SgNode, edit: CodemodEdit): boolean {
  const outer = whole.ancestors().at(-2);
  const { start, end } = spanOf(outer ?? whole);
  return start < edit.start && edit.start < end;
}

function testOf(
  { node, kind }: TypeAssumption,
  changed: CodemodEdit,
  scene: AnalysisContext,
): string | null {
  const name = bare(node);
  const isName = kindOf(name) === 'identifier' && scene.bindings.of(name) !== null;
  if (!isName || !isInside(spanOf(node), changed)) return null;
  if (kind === 'array') {
    return scene.bindings.isBuiltin('Array') ? `Array.isArray(${name.text()})` : null;
  }
  return `typeof ${name.text()} === '${kind}'`;
}

function isBehind(whole: SgNode, test: string): boolean {
  return whole.ancestors().some((ancestor) => {
    const isChoice = kindOf(ancestor) === 'ternary_expression';
    return isChoice && ancestor.field('condition')?.text() === test;
  });
}
