import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  functionAround,
  isInside,
  kindOf,
  type MethodCall,
  methodCalls,
  operatorOf,
  spanOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import {
  chooseDeclarationKeyword,
  createMatch,
  declareBefore,
  findEnclosingStatement,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Call on a text that the index of the first occurrence of another text answers. */
interface Question {
  readonly call: MethodCall;
  readonly text: Binding;
  readonly sought: Binding;
  /** UTF-16 units before the searched name: 1 for ` ${word}`. */
  readonly before: number;
}

export const reuseSearchResult: Codemod = createTypeAwareCodemod(
  {
    id: 'search-once',
    title: 'Search a string once for several checks',
    evidence: 'guarded',
    preconditions:
      'At least three `includes`, `startsWith` or `indexOf` calls in one function search the string in one variable for the string in another variable, or for a literal followed by that string. Both variables are known to hold strings and are not reassigned in between. The index from the first search answers the other calls: whether it is 0, and whether there is a match.',
    seenIn: ['kentcdodds/match-sorter: src/index.ts'],
  },
  (scene) => {
    const questions = methodCalls(scene.root, 'includes', 'startsWith', 'indexOf')
      .map((call) => questionOf(call, scene))
      .filter((question) => question !== null);
    const groups = Map.groupBy(questions, ({ call, text, sought }) =>
      [functionAround(call.call)?.id(), text.node.id(), sought.node.id()].join(' '),
    );
    return [...groups.values()].flatMap((all) => answered(all, scene));
  },
);

const FEWEST_QUESTIONS = 3;

function questionOf(call: MethodCall, scene: AnalysisContext): Question | null {
  const [given, ...more] = call.given;
  if (given === undefined || more.length > 0 || functionAround(call.call) === null) return null;
  const text = bindingOf(call.receiver, scene);
  const part = call.method === 'includes' ? partOf(given) : { name: bare(given), before: 0 };
  const sought = part === null ? null : bindingOf(part.name, scene);
  if (text === null || part === null || sought === null) return null;
  return { call, text, sought, before: part.before };
}

function bindingOf(node: SgNode, { bindings }: AnalysisContext): Binding | null {
  const name = bare(node);
  return kindOf(name) === 'identifier' ? bindings.of(name) : null;
}

/** `word`, `${mark}${word}` of a literal mark, `' ' + word`. */
function partOf(given: SgNode): { readonly name: SgNode; readonly before: number } | null {
  const node = bare(given);
  if (kindOf(node) === 'identifier') return { name: node, before: 0 };
  if (kindOf(node) === 'binary_expression' && operatorOf(node) === '+') {
    const [left, right] = [node.field('left'), node.field('right')];
    const mark = left === null ? null : stringValue(left);
    return mark === null || right === null ? null : { name: bare(right), before: mark.length };
  }
  if (kindOf(node) !== 'template_string') return null;
  const [first, second, ...more] = node.children().slice(1, -1);
  const isFragment = first !== undefined && kindOf(first) === 'string_fragment';
  if (!isFragment || second === undefined || more.length > 0) return null;
  const name = kindOf(second) === 'template_substitution' ? second.namedChildren()[0] : undefined;
  return name === undefined ? null : { name: bare(name), before: first.text().length };
}

function answered(all: readonly Question[], scene: AnalysisContext): readonly CodemodMatch[] {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined || all.length < FEWEST_QUESTIONS) return [];
  const { text, sought } = first;
  const statement = findEnclosingStatement(first.call.call);
  const block = statement?.parent();
  if (statement == null || block == null) return [];
  const range = { start: spanOf(statement).start, end: spanOf(last.call.call).end };
  const isTogether = isInside(range, spanOf(block));
  const isKept = [text, sought].every((operand) => keepsValue(operand, range, statement));
  const isText = all.every(({ call, before }) => {
    const given = before === 0 ? call.given[0] : null;
    return scene.shapes.isString(call.receiver) && (given == null || scene.shapes.isString(given));
  });
  // A value behind a literal prefix is converted to a string there, whatever its type.
  const isShown = isText && all.some(({ before }) => before === 0);
  if (!isTogether || !isKept || !isShown) return [];
  const at = scene.bindings.freshName(`${sought.name}At`);
  const declared = `${chooseDeclarationKeyword(scene.source, 'const')} ${at} = ${text.name}.indexOf(${sought.name});`;
  const answers = all.map((question) => replaceNode(question.call.call, answerOf(question, at)));
  return [
    createMatch(first.call.call, [declareBefore(scene.source, statement, declared), ...answers]),
  ];
}

function keepsValue(
  { writes, node }: Binding,
  range: { readonly start: number; readonly end: number },
  statement: SgNode,
): boolean {
  if (spanOf(node).start > range.start) return false;
  const own = functionAround(statement)?.id();
  return writes.every(
    (write) => !isInside(spanOf(write), range) && functionAround(write)?.id() === own,
  );
}

function answerOf({ call, before }: Question, at: string): string {
  if (call.method === 'indexOf') return at;
  const [given] = call.given;
  const answer =
    call.method === 'startsWith'
      ? `${at} === 0`
      : before === 0
        ? `${at} !== -1`
        : `${at} !== -1 && ${call.receiver.text()}.includes(${given?.text()}, ${at} - ${before})`;
  const parent = call.call.parent();
  const isAlone =
    parent !== null && /^(?:parenthesized_expression|return_statement)$/u.test(kindOf(parent));
  return isAlone ? answer : `(${answer})`;
}
