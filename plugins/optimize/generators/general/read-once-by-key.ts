import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  FUNCTION_KINDS,
  isInside,
  kindOf,
  LOOP_KINDS,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import {
  annotateType,
  createMatch,
  declareBefore,
  findEnclosingStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { isPlainValue } from './array-search-by-key-callback.ts';
import { isReadFunctionName } from './is-read-only-function-name.ts';
import { isChangedWithin } from './loop-invariants.ts';
import { findRootObject, isDeclaredWithin, readCalleeName } from './syntax-node-lookups.ts';

/** In front of reads that repeat. */
const READ_ONCE: HelperFunction = {
  name: 'readOnce',
  text: (t) => `/**
 * Reads once per key: a pending or finished read is reused; a failed read is repeated.
 * Keys that are neither strings nor numbers are read each time.
 */
${t(
  `function readOnce<Key, Answer>(
  read: (key: Key) => Promise<Answer>,
): (key: Key) => Promise<Answer>`,
  'function readOnce(read)',
)} {
  const kept = new Map${t('<unknown, Promise<Answer>>')}();
  return (key${t(': Key')}) => {
    if (typeof key !== 'string' && typeof key !== 'number') return read(key);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const asked = read(key);
    kept.set(key, asked);
    Promise.resolve(asked).catch(() => kept.delete(key));
    return asked;
  };
}
`,
};

/** Receivers with unrepeatable reads: transactions see own writes, streams are read once. */
const CHANGING_PLACE = /trx|\btx\b|transaction|reader|stream|cursor|iterator/iu;
const SIDE_BY_SIDE = /^(?:map|flatMap|forEach|eachBounded|mapBounded|pMap)$/u;

export const readOnceByKey: Codemod = createTypeAwareCodemod(
  {
    id: 'read-once-by-key',
    title: 'Read once per key in a loop that repeats the same reads',
    classes: ['I/O-DB', 'I/O-Network', 'I/O-File', 'External', 'Cache', 'Architecture'],
    complexity: 'Medium',
    risk: 'Medium',
    evidence: 'checked',
    asksLess: true,
    preconditions:
      'An awaited call whose name denotes a read, with one argument that is a variable of the iteration or a member of such a variable, in a loop or in a per-element callback. No name in the loop denotes a change or a wait for a change, and the called function stays the same; a `while` loop that waits is left alone. Results are cached until the loop ends; a failed read is repeated, and keys that are neither strings nor numbers are read each time.',
    seenIn: ['Minaghoreshi/Cat-Land-Pet-Shop: src/pages/Admin/admin-orders/usersandorders.js'],
  },
  (scene) => nodesOf(scene.root, 'await_expression').flatMap((node) => changeOf(node, scene)),
);

function changeOf(wait: SgNode, scene: AnalysisContext): readonly CodemodMatch[] {
  const call = bare(wait.namedChildren()[0] ?? wait);
  const name = kindOf(call) === 'call_expression' ? readCalleeName(call) : '';
  const [key, ...others] = argumentsOf(call);
  if (!isReadFunctionName(name) || key === undefined || others.length > 0) return [];
  const callee = bare(call.field('function') ?? call);
  const turn = turnAround(wait);
  const statement = turn === null ? null : findEnclosingStatement(turn);
  if (turn === null || statement === null || !isPlainValue(key)) return [];
  if (!isReadOfTurn(key, callee, turn, scene) || hasChange(turn)) return [];
  const helper = addHelperFunction(scene.source, READ_ONCE);
  if (helper === null) return [];
  // Types of keys are not to be read here.
  if (annotateType(scene.source, ':') !== '' && kindOf(callee) !== 'identifier') return [];
  const kept = scene.bindings.freshName(`${name}Once`);
  const read = kindOf(callee) === 'identifier' ? callee.text() : `(key) => ${callee.text()}(key)`;
  const declared = `const ${kept} = ${READ_ONCE.name}(${read});`;
  return [
    {
      ...createMatch(wait, [
        declareBefore(scene.source, statement, declared),
        replaceNode(call, `${kept}(${key.text()})`),
        ...helper,
      ]),
      assumes: [
        `The result of ${callee.text()} for a key stays the same until the loop ends, and no code modifies the returned value.`,
      ],
    },
  ];
}

/** The loop that repeats a wait, or the call that hands each element to the function that it is in. */
function turnAround(wait: SgNode): SgNode | null {
  let inner = wait;
  for (const ancestor of wait.ancestors()) {
    const isLoop = LOOP_KINDS.has(kindOf(ancestor));
    if (isLoop && ancestor.field('body')?.id() === inner.id()) return ancestor;
    if (FUNCTION_KINDS.has(kindOf(ancestor))) {
      const call = ancestor.parent()?.parent();
      const isGiven =
        call != null &&
        kindOf(call) === 'call_expression' &&
        argumentsOf(call).some((each) => each.id() === ancestor.id());
      return isGiven && SIDE_BY_SIDE.test(readCalleeName(call)) ? call : null;
    }
    inner = ancestor;
  }
  return null;
}

/** True where the key is declared in the iteration and the callee is not. */
function isReadOfTurn(key: SgNode, callee: SgNode, turn: SgNode, scene: AnalysisContext): boolean {
  const base = findRootObject(key);
  const of = base === null || kindOf(base) !== 'identifier' ? null : scene.bindings.of(base);
  const owner = findRootObject(callee);
  if (of === null || owner === null || !isDeclaredWithin(of, turn)) return false;
  if (!isPlainValue(callee) || CHANGING_PLACE.test(callee.text())) return false;
  // A response can be read only once, and a Map is not awaited.
  if (/^(?:fetch|got|(?:.*\.)?(?:body|response|res|headers|request)\.\w+)$/u.test(callee.text()))
    return false;
  if (isKeptAlready(callee, scene)) return false;
  const whose = kindOf(owner) === 'this' ? null : scene.bindings.of(owner);
  return whose === null || (!isDeclaredWithin(whose, turn) && !isChangedWithin(whose, turn, scene));
}

/** True for a function made by `readOnce`. */
function isKeptAlready(callee: SgNode, { bindings }: AnalysisContext): boolean {
  const value =
    kindOf(callee) === 'identifier' ? bindings.of(callee)?.declaration.field('value') : null;
  return (
    value != null && kindOf(value) === 'call_expression' && readCalleeName(value) === READ_ONCE.name
  );
}

const CHANGES =
  /^(?:save|insert|update|upsert|delete|remove|write|create|put|post|patch|send|publish|drop|exec|execute|run|commit|rollback|begin|lock|sleep|delay|wait|setTimeout|poll)(?![a-z])/u;

/** True if the loop polls or calls something named like a change or wait, so reads may differ. */
function hasChange(turn: SgNode): boolean {
  const isPolling = /^(?:while|do)_statement$/u.test(kindOf(turn));
  return (
    isPolling ||
    nodesOf(turn, 'call_expression').some((call) => {
      const isInTurn = isInside(spanOf(call), spanOf(turn)) && call.id() !== turn.id();
      const method = methodCallOf(call);
      const isOfList =
        method !== null && /^(?:Object|Array|Promise)$/u.test(method.receiver.text());
      return isInTurn && !isOfList && CHANGES.test(readCalleeName(call));
    })
  );
}
