import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  hasComment,
  isConst,
  nodesOf,
  onlyDeclarator,
  partsOf,
  scopeOf,
} from '../../../analysis/index.ts';
import type { CodemodMatch, CodemodSource } from '../codemod.ts';
import { CONCURRENCY_LIMIT, CONCURRENT_MAP } from '../injected-functions/concurrent-map.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { classifyRead, isSideEffectFree, type ReadKind } from '../io/classify-read-call.ts';
import { collectReferencedNames, findReferences } from '../io/find-declarations.ts';
import { isFiniteIterable } from '../io/is-finite-iterable.ts';
import { endOffset, findAwaitOperand, startOffset } from '../io/statement-syntax.ts';
import { createMatch, readIndentation } from '../syntax/codemod-edits.ts';

/** Precondition text shared by all codemods for such loops. */
export const COLLECTING_LOOP =
  'A `for … of` directly after an empty `const` list that no other function uses. The loop body only awaits reads, rejects their results with `throw`, and pushes one result per iteration. The order of results and the thrown error stay the same as in the loop.';

/**
 * Finds loops that collect awaited results one iteration at a time: `const all = []; for (const
 * item of items) { all.push(await read(item)); }`.
 */
export function findCollectingLoops(
  source: CodemodSource,
  kind: ReadKind,
): readonly CodemodMatch[] {
  return nodesOf(source.root, 'for_in_statement').flatMap((loop) => {
    const found = readLoop(source, loop, kind);
    const helper = found === null ? null : addHelperFunction(source, CONCURRENT_MAP);
    if (found === null || helper === null) return [];
    const text = `${found.declaration} = await mapBounded(${found.items}, ${CONCURRENCY_LIMIT}, ${found.callback});`;
    return [
      createMatch(loop, [
        { start: startOffset(found.list), end: endOffset(loop), text },
        ...helper,
      ]),
    ];
  });
}

interface CollectingLoop {
  /** Statement that makes the empty list. */
  readonly list: SgNode;
  /** `const all`, with its type. */
  readonly declaration: string;
  readonly items: string;
  readonly callback: string;
}

function readLoop(source: CodemodSource, loop: SgNode, kind: ReadKind): CollectingLoop | null {
  const left = loop.field('left');
  const right = loop.field('right');
  const block = loop.field('body');
  const words = new Set(loop.children().map((child) => child.text()));
  if (!left || !right || block?.kind() !== 'statement_block' || hasComment(loop)) return null;
  if (words.has('await') || !words.has('of') || !words.has('const')) return null;
  const list = emptyListBefore(loop);
  const statements = partsOf(block);
  const pushed = pushedBy(statements.at(-1), list?.name);
  const steps = statements.slice(0, -1);
  if (list === null || pushed === null || collectReferencedNames(right).has(list.name)) return null;
  if (isSeenByOthers(list.name, loop) || !isFiniteIterable(right)) return null;
  if ([...steps, pushed].some((node) => collectReferencedNames(node).has(list.name))) return null;
  if (!isCollecting(source, steps, pushed, kind)) return null;
  const callback = callbackOf(readIndentation(source, list.statement), left.text(), steps, pushed);
  return { list: list.statement, declaration: list.declaration, items: right.text(), callback };
}

/** True where another function uses the list, which exists only once it is complete. */
function isSeenByOthers(name: string, loop: SgNode): boolean {
  const here = scopeOf(loop);
  return findReferences(here, name).some((use) => scopeOf(use).id() !== here.id());
}

function callbackOf(
  indent: string,
  item: string,
  steps: readonly SgNode[],
  pushed: SgNode,
): string {
  const whole = findAwaitOperand(pushed);
  if (steps.length === 0 && whole !== null) return `async (${item}) => ${whole.text()}`;
  const lines = [...steps.map((step) => step.text()), `return ${pushed.text()};`];
  return `async (${item}) => {\n${lines.map((line) => `${indent}  ${line}\n`).join('')}${indent}}`;
}

/** True if every step only reads, and at least one performs the given kind of read. */
function isCollecting(
  source: CodemodSource,
  steps: readonly SgNode[],
  pushed: SgNode,
  kind: ReadKind,
): boolean {
  const waits = [...steps.flatMap(boundValue), pushed];
  const kinds = waits.map((value) => stepKind(source, value));
  const others = steps.filter((step) => boundValue(step).length === 0);
  return (
    kinds.includes(kind) &&
    kinds.every((waitKind) => waitKind === kind || waitKind === 'plain') &&
    others.every(isRefusal)
  );
}

function boundValue(step: SgNode): readonly SgNode[] {
  const declarator = isConst(step) ? onlyDeclarator(step) : null;
  const value = declarator?.field('value');
  return value ? [value] : [];
}

/** Classifies an expression; null if it does more than read. */
function stepKind(source: CodemodSource, value: SgNode): ReadKind | 'plain' | null {
  const call = findAwaitOperand(value);
  if (call === null) return isSideEffectFree(value) ? 'plain' : null;
  const isBody = /^\w+\.(?:json|text|arrayBuffer)\(\)$/u.test(call.text());
  return isBody ? 'plain' : classifyRead(source, call);
}

/** True for `if (…) throw new Error(…);`, which throws in a callback as it does in a loop. */
function isRefusal(step: SgNode): boolean {
  if (step.kind() !== 'if_statement' || step.field('alternative') !== null) return false;
  const test = step.field('condition');
  const body = step.field('consequence');
  const only = body?.kind() === 'statement_block' ? partsOf(body) : body ? [body] : [];
  const thrown = only[0]?.kind() === 'throw_statement' ? partsOf(only[0])[0] : undefined;
  return (
    only.length === 1 &&
    test !== null &&
    isSideEffectFree(test) &&
    thrown?.kind() === 'new_expression' &&
    argumentsOf(thrown).every(isSideEffectFree)
  );
}

/** Returns the argument of `list.push(…)`. */
function pushedBy(statement: SgNode | undefined, list: string | undefined): SgNode | null {
  const call = statement?.kind() === 'expression_statement' ? partsOf(statement)[0] : undefined;
  if (call?.kind() !== 'call_expression' || list === undefined) return null;
  const given = argumentsOf(call);
  const isPush = call.field('function')?.text() === `${list}.push`;
  return isPush && given.length === 1 && given[0]?.kind() !== 'spread_element'
    ? (given[0] ?? null)
    : null;
}

/** Returns the `const list = [];` directly before a loop. */
function emptyListBefore(
  loop: SgNode,
): { readonly statement: SgNode; readonly name: string; readonly declaration: string } | null {
  const statement = loop.prev();
  const declarator = statement !== null && isConst(statement) ? onlyDeclarator(statement) : null;
  const name = declarator?.field('name');
  if (!statement || !name || name.kind() !== 'identifier') return null;
  if (declarator?.field('value')?.text() !== '[]') return null;
  const type = declarator.field('type')?.text() ?? '';
  return { statement, name: name.text(), declaration: `const ${name.text()}${type}` };
}
