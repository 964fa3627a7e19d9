import type { SgNode } from '@ast-grep/napi';
import { kindOf, lineOf, nodesOf, wrapped } from '../../../analysis/index.ts';
import type { BranchFile } from '../read/branch-diff.ts';
import {
  type NamedFunction,
  ownNodes,
  readFunctionsOnSides,
} from '../read/parse-functions-before-and-after-change.ts';
import { type CheckFinding, completedCheck, type ReviewCheck } from './review-check.ts';

/**
 * Calls that a function used to await and now starts without awaiting them, which changes the order
 * of execution. Calls whose promise is passed on, to `Promise.all` or to the caller, are awaited
 * elsewhere.
 */
export const DROPPED_AWAITS: ReviewCheck = {
  id: 'dropped-awaits',
  dimension: 'correctness',
  run: ({ files }) => completedCheck(files.flatMap(droppedIn)),
};

function droppedIn(file: BranchFile): readonly CheckFinding[] {
  const { before, after } = readFunctionsOnSides(file);
  return after.flatMap((namedFunction) => {
    const old = before.get(namedFunction.name);
    if (old === undefined) return [];
    const awaited = new Set(callsOf(old).filter(isAwaited).map(calleeOf));
    const alreadyLoose = new Set(callsOf(old).filter(isLoose).map(calleeOf));
    return callsOf(namedFunction).flatMap((call): readonly CheckFinding[] => {
      const callee = calleeOf(call);
      if (!awaited.has(callee) || alreadyLoose.has(callee) || !isLoose(call)) return [];
      return [
        {
          file: file.path,
          line: lineOf(call),
          message: `${callee}() is no longer awaited in ${namedFunction.name}`,
          fix: `await the call, or pass its promise to code that awaits it`,
        },
      ];
    });
  });
}

function callsOf(namedFunction: NamedFunction): readonly SgNode[] {
  return ownNodes(namedFunction, 'call_expression');
}

function calleeOf(call: SgNode): string {
  return (call.field('function')?.text() ?? '').replace(/\s+/gu, '');
}

function isAwaited(call: SgNode): boolean {
  const parent = wrapped(call).parent();
  return parent !== null && kindOf(parent) === 'await_expression';
}

/** True where nothing awaits the call: promise dropped, or in a name that is never passed on. */
function isLoose(call: SgNode): boolean {
  const parent = wrapped(call).parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (kind === 'expression_statement') return true;
  if (kind === 'unary_expression') return parent.text().startsWith('void');
  if (kind !== 'variable_declarator') return false;
  const name = parent.field('name');
  return name !== null && kindOf(name) === 'identifier' && !isHandedOn(parent, name.text());
}

/** Nodes that pass a promise to code that may await it. */
const HANDING_ON: ReadonlySet<string> = new Set([
  'await_expression',
  'return_statement',
  'yield_expression',
  'for_in_statement',
  'arguments',
  'array',
  'member_expression',
]);

/** True if a name is later awaited, returned, accessed (`.then`), or passed to a call. */
function isHandedOn(declarator: SgNode, name: string): boolean {
  const isBlock = (node: SgNode): boolean => /^(?:statement_block|program)$/u.test(kindOf(node));
  const scope = declarator.ancestors().find(isBlock);
  if (scope === undefined) return false;
  return nodesOf(scope, 'identifier', 'shorthand_property_identifier').some((use) => {
    if (use.text() !== name || use.parent()?.id() === declarator.id()) return false;
    const above = use.ancestors();
    const inside = above.slice(
      0,
      above.findIndex((ancestor) => ancestor.id() === scope.id()),
    );
    return inside.some((ancestor) => HANDING_ON.has(kindOf(ancestor)));
  });
}
