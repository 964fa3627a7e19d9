import type { SgNode } from '@ast-grep/napi';
import { methodCallOf, nodesOf, stringValue } from '../../../analysis/index.ts';
import type { BranchFile } from '../read/branch-view.ts';
import { functionsOnSides, type NamedFunction, ownNodes } from '../read/functions-of.ts';
import { done, type FoundPlace, type ReviewCheck } from './review-check.ts';

/** What catches trouble, or listens for it. */
const HANDLING: readonly (readonly [kind: string, find: (one: NamedFunction) => number])[] = [
  ['catch block', (one) => ownNodes(one, 'catch_clause').length],
  ['finally block', (one) => ownNodes(one, 'finally_clause').length],
  ['.catch() handler', (one) => methods(one, isCatch)],
  ['event handler', (one) => methods(one, isListener)],
];

/**
 * Handlers that a function had and has no longer: errors that were caught now go elsewhere. What has
 * moved to functions that the branch adds to the same file is not lost.
 */
export const DROPPED_HANDLING: ReviewCheck = {
  id: 'dropped-handling',
  dimension: 'side_effects',
  look: ({ files }) => done(files.flatMap(droppedIn)),
};

function droppedIn(file: BranchFile): readonly FoundPlace[] {
  const { before: old, after: fresh } = functionsOnSides(file);
  const added = fresh.filter(({ name }) => !old.has(name));
  return HANDLING.flatMap(([kind, count]) => {
    const moved = added.reduce((sum, one) => sum + count(one), 0);
    const dropped = fresh.flatMap((one) => {
      const known = old.get(one.name);
      const lost = known === undefined ? 0 : count(known) - count(one);
      return lost > 0 ? [{ one, lost }] : [];
    });
    if (dropped.reduce((sum, { lost }) => sum + lost, 0) <= moved) return [];
    return dropped.map(({ one, lost }) => ({
      file: file.path,
      line: one.line,
      message: `${one.name} had ${lost === 1 ? `a ${kind}` : `${lost} ${kind}s`} more before`,
      fix: 'handle the same trouble as before',
    }));
  });
}

function methods(one: NamedFunction, isMeant: (call: SgNode) => boolean): number {
  return ownNodes(one, 'call_expression').filter(isMeant).length;
}

function isCatch(call: SgNode): boolean {
  return methodCallOf(call)?.method === 'catch';
}

const LISTENING = /^(?:on|once|addListener|addEventListener|prependListener)$/u;

function isListener(call: SgNode): boolean {
  const found = methodCallOf(call);
  const [event] = found?.given ?? [];
  return found !== null && LISTENING.test(found.method) && event !== undefined
    ? stringValue(event) !== null && nodesOf(call, 'arguments').length > 0
    : false;
}
