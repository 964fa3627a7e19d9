import type { SgNode } from '@ast-grep/napi';
import { methodCallOf, nodesOf, stringValue } from '../../../analysis/index.ts';
import type { BranchFile } from '../read/branch-diff.ts';
import {
  type NamedFunction,
  ownNodes,
  readFunctionsOnSides,
} from '../read/parse-functions-before-and-after-change.ts';
import { type CheckFinding, completedCheck, type ReviewCheck } from './review-check.ts';

/** Handlers of errors and events, counted in a function. */
const HANDLING: readonly (readonly [
  kind: string,
  find: (namedFunction: NamedFunction) => number,
])[] = [
  ['catch block', (namedFunction) => ownNodes(namedFunction, 'catch_clause').length],
  ['finally block', (namedFunction) => ownNodes(namedFunction, 'finally_clause').length],
  ['.catch() handler', (namedFunction) => methods(namedFunction, isCatch)],
  ['event handler', (namedFunction) => methods(namedFunction, isListener)],
];

/**
 * Reports handlers that a function no longer has, so errors it used to catch now propagate.
 * Handlers moved to functions that the branch adds to the same file are not lost.
 */
export const DROPPED_HANDLING: ReviewCheck = {
  id: 'dropped-handling',
  dimension: 'side_effects',
  run: ({ files }) => completedCheck(files.flatMap(droppedIn)),
};

function droppedIn(file: BranchFile): readonly CheckFinding[] {
  const { before: old, after: fresh } = readFunctionsOnSides(file);
  const added = fresh.filter(({ name }) => !old.has(name));
  return HANDLING.flatMap(([kind, count]) => {
    const moved = added.reduce((sum, namedFunction) => sum + count(namedFunction), 0);
    const dropped = fresh.flatMap((namedFunction) => {
      const known = old.get(namedFunction.name);
      const lost = known === undefined ? 0 : count(known) - count(namedFunction);
      return lost > 0 ? [{ namedFunction, lost }] : [];
    });
    if (dropped.reduce((sum, { lost }) => sum + lost, 0) <= moved) return [];
    return dropped.map(({ namedFunction, lost }) => ({
      file: file.path,
      line: namedFunction.line,
      message: `${namedFunction.name} lost ${lost === 1 ? `a ${kind}` : `${lost} ${kind}s`}`,
      fix: 'handle the same errors and events as before',
    }));
  });
}

function methods(namedFunction: NamedFunction, isMeant: (call: SgNode) => boolean): number {
  return ownNodes(namedFunction, 'call_expression').filter(isMeant).length;
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
