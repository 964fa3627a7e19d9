import type { SgNode } from '@ast-grep/napi';
import { bare, kindOf, nodesOf, operatorOf, spanOf } from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import {
  CONCURRENCY_LIMIT,
  CONCURRENT_FOR_EACH,
} from '../injected-functions/concurrent-for-each.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { createMatch, insertText, readIndentation } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { deferIterationEffects } from './defer-effects-of-iteration.ts';
import { hasIndependentIterations } from './has-independent-iterations.ts';
import { type LoopExits, rewriteLoopExits } from './rewrite-exits-of-loop-body.ts';
import { findOwnNodes, type LoopSyntax, readCalleeName } from './syntax-node-lookups.ts';

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
