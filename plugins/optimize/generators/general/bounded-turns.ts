import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  functionAround,
  kindOf,
  methodCallOf,
  nodesOf,
  operatorOf,
  spanOf,
  stringValue,
} from '../../../analysis/index.ts';
import {
  type AnalysisContext,
  type Codemod,
  type CodemodMatch,
  createTypeAwareCodemod,
} from '../codemod.ts';
import {
  CONCURRENCY_LIMIT,
  CONCURRENT_FOR_EACH,
} from '../injected-functions/concurrent-for-each.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { isReadOnlySql } from '../io/postgres-queries.ts';
import { createMatch, insertText, readIndentation } from '../syntax/codemod-edits.ts';
import { deferIterationEffects } from './defer-effects-of-iteration.ts';
import { type LoopExits, rewriteLoopExits } from './rewrite-exits-of-loop-body.ts';
import {
  findOwnNodes,
  findRootObject,
  findWriteTargets,
  isDeclaredWithin,
  type LoopSyntax,
  readCalleeName,
} from './syntax-node-lookups.ts';

/** Loop with the expression that it iterates over and the name of its item. */
interface TurnLoop extends LoopSyntax {
  readonly item: string;
  readonly items: string;
  /** The list itself, or the upper bound of the loop counter. */
  readonly of: string;
}

export const iterateConcurrently: Codemod = createTypeAwareCodemod(
  {
    id: 'bounded-turns',
    title: 'Run eight iterations of a loop with await concurrently',
    classes: ['Architecture', 'External', 'I/O-Network', 'I/O-DB', 'I/O-File'],
    complexity: 'Medium',
    risk: 'Medium',
    evidence: 'checked',
    preconditions:
      'A `for … of`, or a `for` that counts from 0 to a length, whose iterations await calls that their names do not mark as changes, pacing or sequential operations, and that reads nothing that another iteration changes. The body may contain `continue`, `break`, `return`, `throw` and `try`. Changes of an iteration to outer lists, Maps, objects and counters, and its log output, happen in the order of the elements; the first error is the error of the first failing element.',
    seenIn: [
      'jeanbaptisteassouad/lixotech: challenge2/src/b-makeitwork.ts',
      'tajulkhan/js-practice: assets/js/async.js',
    ],
    conflictsWith: ['query-in-loop'],
  },
  (scene) => {
    const later = scene.bindings.freshName('later');
    return nodesOf(scene.root, 'for_in_statement', 'for_statement').flatMap((loop) =>
      changeOf(loop, scene, later),
    );
  },
);

function changeOf(loop: SgNode, scene: AnalysisContext, later: string): readonly CodemodMatch[] {
  const parts = readLoop(loop, scene);
  if (parts === null || !hasIndependentIterations(parts, scene)) return [];
  const control = rewriteLoopExits(loop, parts.body, scene.bindings.freshName);
  if (control === null) return [];
  const effects = deferIterationEffects(parts, scene, later);
  const helper = addHelperFunction(scene.source, CONCURRENT_FOR_EACH);
  if (effects === null || helper === null) return [];
  const isBlock = kindOf(parts.body) === 'statement_block';
  const given = effects.edits.length === 0 ? parts.item : `${parts.item}, ${later}`;
  const ended = control.returns ? scene.bindings.freshName('ended') : null;
  const start = ended === null ? '' : `const ${ended} = `;
  const head = `${start}await ${CONCURRENT_FOR_EACH.name}(${parts.items}, ${CONCURRENCY_LIMIT}, async (${given}) => `;
  const behind =
    ended === null
      ? ''
      : `\n${readIndentation(scene.source, loop)}if (${ended}) return ${ended}();`;
  const body = spanOf(parts.body);
  return [
    {
      ...createMatch(loop, [
        { start: spanOf(loop).start, end: body.start, text: isBlock ? head : `${head}{ ` },
        ...control.edits,
        ...effects.edits,
        insertText(body.end, `${isBlock ? '' : ' }'});${behind}`),
        ...helper,
      ]),
      assumes: assumptionsOf(parts, control, effects.shared),
    },
  ];
}

function readLoop(loop: SgNode, scene: AnalysisContext): TurnLoop | null {
  const body = loop.field('body');
  const parent = loop.parent();
  if (body === null || parent === null) return null;
  if (!/^(?:statement_block|program)$/u.test(kindOf(parent))) return null;
  if (kindOf(loop) === 'for_statement') return readCounted(loop, body, scene);
  const [left, right] = [loop.field('left'), loop.field('right')];
  const words = new Set(loop.children().map((child) => child.text()));
  if (left === null || right === null || words.has('await') || !words.has('of')) return null;
  if (!words.has('const') && !words.has('let')) return null;
  return { loop, left, body, item: left.text(), items: right.text(), of: right.text() };
}

/** `for (let i = 0; i < list.length; i++)`, of which only the count is known before. */
function readCounted(loop: SgNode, body: SgNode, { bindings }: AnalysisContext): TurnLoop | null {
  const first = loop.field('initializer');
  const declarators = first?.namedChildren() ?? [];
  const [declarator] = declarators;
  const left = declarator?.field('name');
  if (!left || declarators.length > 1 || !/^let\b/u.test(first?.text() ?? '')) return null;
  const condition = bare(loop.field('condition') ?? loop);
  const test = kindOf(condition) === 'expression_statement' ? condition.child(0) : condition;
  const limit = test?.field('right');
  const counter = bindings.of(left);
  if (declarator?.field('value')?.text() !== '0' || !limit || !test || counter === null)
    return null;
  const name = left.text();
  const isUp = [`${name}++`, `++${name}`, `${name} += 1`].includes(
    loop.field('increment')?.text() ?? '',
  );
  const isBelow = operatorOf(test) === '<' && test.field('left')?.text() === name;
  if (!isUp || !isBelow || counter.writes.length !== 1) return null;
  const length = /^([\w$.]+)\.length$/u.exec(limit.text());
  const items =
    length === null
      ? `Array.from({ length: ${limit.text()} }, (_, ${name}) => ${name})`
      : `Array(${limit.text()}).keys()`;
  const isPlain = length !== null || kindOf(limit) === 'identifier';
  return isPlain ? { loop, left, body, item: name, items, of: length?.[1] ?? limit.text() } : null;
}

function assumptionsOf(
  { loop, of }: TurnLoop,
  { breaks, returns }: LoopExits,
  shared: readonly string[],
): readonly string[] {
  const asked = [
    ...new Set(
      findOwnNodes(loop, 'await_expression').flatMap((node) => {
        const call = node.namedChildren().find((part) => kindOf(bare(part)) === 'call_expression');
        return call === undefined ? [] : [readCalleeName(bare(call))];
      }),
    ),
  ];
  const many = CONCURRENCY_LIMIT - 1;
  return [
    `The results that ${asked.join(', ')} ${asked.length === 1 ? 'gives' : 'give'} for an element depend neither on calls for other elements nor on the order of calls.`,
    `Nothing changes ${of} while the loop runs.`,
    `${breaks || returns ? 'If the loop ends early or an element fails' : 'If an element fails'}, up to ${many} further iterations that have already started do no harm.`,
    ...shared.map((name) => `Nothing observes ${name} while the loop runs.`),
  ];
}

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
function hasIndependentIterations({ loop, body }: LoopSyntax, scene: AnalysisContext): boolean {
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
