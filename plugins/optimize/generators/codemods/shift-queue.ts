import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  kindOf,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import {
  createMatch,
  declareBefore,
  findEnclosingStatement,
  readIndentation,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Elements taken from the front before the queue's memory is released. */
const MOST_TAKEN = 1_000;

/** Replaces `shift`, which moves all remaining elements each time, with an index of the head. */
export const shiftQueue: Codemod = createTypeAwareCodemod(
  {
    id: 'shift-queue',
    title: 'Read a queue by index instead of shifting',
    preconditions:
      '`while (queue.length)` (or `> 0`, `!== 0`) whose body starts with the only `queue.shift()`. The queue is a list literal of a `const` in the same block, its only other use is `push` before and in the loop, and no other function and no code after the loop refers to it.',
    seenIn: [
      'Wmvieira/Algorithms, Random/Graph/GraphClass1/bfs.ts',
      'hsiaoyihsuan/algorithm-practice, BFS/bfs.ts',
    ],
  },
  ({ source, root, bindings }) =>
    nodesOf(root, 'while_statement').flatMap((loop) => {
      const condition = loop.field('condition');
      const asked = condition === null ? null : queueAsked(bare(condition));
      const binding = asked === null ? null : bindings.of(asked.queue);
      const shift = firstShift(loop);
      const first = shift === null ? null : findEnclosingStatement(shift);
      if (condition === null || asked === null || binding === null) return [];
      if (shift === null || first === null) return [];
      if (shift.field('function')?.text() !== `${binding.name}.shift`) return [];
      const home = binding.declaration.parent()?.parent();
      const value = binding.declaration.field('value');
      const isOwn =
        binding.kind === 'const' &&
        value !== null &&
        kindOf(bare(value)) === 'array' &&
        home?.id() === loop.parent()?.id();
      const place = functionAround(loop)?.id();
      const isQuiet = binding.references.every((reference) => {
        const isHere = functionAround(reference)?.id() === place;
        const isBehind = spanOf(reference).start > spanOf(loop).end;
        const isKnown =
          reference.id() === asked.queue.id() || isShift(reference, shift) || isPush(reference);
        return isHere && !isBehind && isKnown;
      });
      if (!isOwn || !isQuiet) return [];
      const head = bindings.freshName(`${binding.name}Head`);
      return [
        createMatch(loop, [
          declareBefore(source, loop, `let ${head} = 0;`),
          replaceNode(condition, `(${head} < ${binding.name}.length)`),
          declareBefore(
            source,
            first,
            forgetting(binding.name, head, readIndentation(source, first)),
          ),
          replaceNode(shift, `${binding.name}[${head}++]`),
        ]),
      ];
    }),
);

/** Returns code that drops elements already taken, rarely enough to cost nothing. */
function forgetting(queue: string, head: string, indent: string): string {
  return `if (${head} >= ${MOST_TAKEN} && ${head} * 2 >= ${queue}.length) {
${indent}  ${queue}.splice(0, ${head});
${indent}  ${head} = 0;
${indent}}`;
}

function queueAsked(condition: SgNode): { queue: SgNode } | null {
  const found = /^([A-Za-z_$][\w$]*)\.length(?:\s*(?:>|!==?)\s*0)?$/u.exec(condition.text());
  const queue = found === null ? null : condition.find({ rule: { kind: 'identifier' } });
  return queue === null ? null : { queue };
}

/** The `shift` of a declaration that the body begins with. */
function firstShift(loop: SgNode): SgNode | null {
  const body = loop.field('body');
  const first = body?.namedChildren().find((namedChild) => kindOf(namedChild) !== 'comment');
  if (first === undefined || kindOf(first) !== 'lexical_declaration') return null;
  const declarator = first.namedChildren()[0];
  const value = declarator?.field('value');
  const call = value == null ? null : methodCallOf(bare(value));
  return call?.method === 'shift' && call.given.length === 0 ? call.call : null;
}

function isShift(use: SgNode, shift: SgNode): boolean {
  return use.parent()?.parent()?.id() === shift.id();
}

function isPush(use: SgNode): boolean {
  const call = use.parent()?.parent();
  const found = call == null ? null : methodCallOf(call);
  const isAlone =
    call?.parent() != null && kindOf(call.parent() ?? call) === 'expression_statement';
  return found?.method === 'push' && found.receiver.id() === use.id() && isAlone;
}
