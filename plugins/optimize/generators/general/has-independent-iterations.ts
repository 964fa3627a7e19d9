import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  functionAround,
  kindOf,
  methodCallOf,
  nodesOf,
  stringValue,
} from '../../../analysis/index.ts';
import { isReadOnlySql } from '../io/classify-read-call.ts';
import type { AnalysisContext } from '../syntax/type-aware-codemod.ts';
import {
  findOwnNodes,
  findRootObject,
  findWriteTargets,
  isDeclaredWithin,
  type LoopSyntax,
  readCalleeName,
} from './syntax-node-lookups.ts';

/** Names of deliberate delays: the loop is slow on purpose. */
const PACING =
  /^(?:sleep|delay|wait\w*|pause|throttle|debounce|backoff|timeout|setTimeout|setImmediate|nextTick|tick|rateLimit\w*)$/iu;
/** Names of sequential operations: cursors, locks, prompts. */
const IN_TURN =
  /^(?:next|seek|step|advance|prompt|ask|question|confirm|lock|unlock|acquire|release|begin|commit|rollback|transaction|savepoint|login|logout|connect|disconnect|open|close|click|type|goto|press)$/iu;
/** Names of operations that change something, where order and failures matter. */
const CHANGES =
  /^(?:save|insert|update|upsert|delete|remove|write|create|put|post|patch|send|publish|append|drop|alter|migrate|set|add|move|rename|copy|mkdir|unlink|rm|rmdir|exec|spawn|kill|register|install|run|store|sync|upload|import|apply|deploy|enqueue|emit|notify|mutate|increment|charge|pay)(?![a-z])/u;
/** Receivers that handle one operation at a time, such as a connection. */
const ONE_PLACE =
  /conn(?:ection)?$|trx|\btx\b|transaction|session|\bpage$|browser|cursor|reader|stream|runner|manager/iu;
const SIDE_BY_SIDE = /^(?:all|allSettled|race|any)$/u;

/** True if the iterations of a loop await work that may run concurrently, judging by names. */
export function hasIndependentIterations(
  { loop, body }: LoopSyntax,
  scene: AnalysisContext,
): boolean {
  const around = functionAround(loop);
  const isGenerator = around?.children().some((child) => child.text() === '*') === true;
  const waits = findOwnNodes(body, 'await_expression');
  if (isGenerator || waits.length === 0 || isGivenSideBySide(around)) return false;
  const others = nodesOf(
    body,
    'class',
    'class_declaration',
    'function_declaration',
    'variable_declaration',
  );
  const inner = findOwnNodes(body, 'for_in_statement', 'for_statement').filter(
    (node) => findOwnNodes(node, 'await_expression').length > 0,
  );
  const streams = nodesOf(body, 'for_in_statement').filter((node) =>
    node.children().some((child) => kindOf(child) === 'await'),
  );
  if (others.length + inner.length + streams.length > 0) return false;
  const calls = waits.map((wait) => bare(wait.namedChildren()[0] ?? wait));
  if (!calls.every((call) => kindOf(call) === 'call_expression')) return false;
  const all = nodesOf(body, 'call_expression', 'new_expression');
  return (
    all.every((callNode) => !PACING.test(readCalleeName(callNode))) &&
    calls.every((call) => isFree(call, scene))
  );
}

/** True if the name of an awaited call suggests that it does not depend on other calls. */
function isFree(call: SgNode, scene: AnalysisContext): boolean {
  const name = readCalleeName(call);
  if (name === '' || IN_TURN.test(name) || CHANGES.test(name)) return false;
  const method = methodCallOf(call);
  if (method === null) return !isOfTheFile(call, scene) || !changesOutside(call, scene);
  const owner = method.receiver.text();
  if (owner === 'Promise' && SIDE_BY_SIDE.test(name)) return false;
  if (ONE_PLACE.test(owner)) return false;
  if (!/^(?:query|execute|raw)$/u.test(name)) return true;
  const [text] = argumentsOf(call);
  const sql = text === undefined ? null : stringValue(text);
  return sql !== null && isReadOnlySql(sql) && !/client/iu.test(owner);
}

function isOfTheFile(call: SgNode, { bindings }: AnalysisContext): boolean {
  const callee = bare(call.field('function') ?? call);
  const of = kindOf(callee) === 'identifier' ? bindings.of(callee) : null;
  return of !== null && of.kind !== 'import' && of.kind !== 'parameter';
}

/** True if a function of the file writes to a variable or object from outside of it. */
function changesOutside(call: SgNode, { bindings }: AnalysisContext): boolean {
  const of = bindings.of(bare(call.field('function') ?? call));
  if (of === null) return false;
  const owner =
    of.declaration.field('body') === null ? of.declaration.field('value') : of.declaration;
  if (owner === null || of.writes.length > 0) return true;
  return findWriteTargets(owner).some((targetNode) => {
    const base = findRootObject(targetNode);
    const target = base === null ? null : bindings.of(base);
    return target === null || !isDeclaredWithin(target, owner);
  });
}

/** True for a callback that already runs concurrently; nesting would multiply the concurrency. */
function isGivenSideBySide(around: SgNode | null): boolean {
  const call = around?.parent()?.parent();
  if (around === null || call === null || call === undefined) return false;
  const isGiven =
    kindOf(call) === 'call_expression' && around.parent()?.id() === call.field('arguments')?.id();
  return isGiven && /^(?:map|flatMap)$|bounded|limit|pool|queue/iu.test(readCalleeName(call));
}
