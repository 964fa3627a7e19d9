import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  kindOf,
  methodCallOf,
  methodCalls,
  operatorOf,
} from '../../../analysis/index.ts';
import {
  type AddedDeclaration,
  createConstantAdder,
} from '../checked/insert-shared-declaration.ts';
import type { Codemod, CodemodEdit, CodemodMatch } from '../codemod.ts';
import { addHelperFunction } from '../injected-functions/helper-function.ts';
import { LINE_COUNTER } from '../injected-functions/line-counter.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { isPlainValue } from './array-search-by-key-callback.ts';

/** A text up to a place: `text.slice(0, place)`. */
interface Head {
  readonly call: SgNode;
  readonly text: string;
  readonly place: string;
}

export const findLineNumber: Codemod = createTypeAwareCodemod(
  {
    id: 'line-of-place',
    title: 'Look up the line of a position instead of splitting the text before it',
    evidence: 'guarded',
    preconditions:
      "The code counts the lines up to a position with `text.slice(0, place).split('\n').length`, the same expression with `substring` or `substr`, or `match(/\n/g)`; or a `const` contains these lines, and only its length and last line are used. `text` and `place` are names or members. The line ends of a text are cached from the second lookup in that text onward. The first lookup, and values that are not a string or a valid position, use the original code.",
    seenIn: ['zerogram-dev/reefer: src/utils.ts'],
  },
  (scene) => {
    const counter = createConstantAdder(
      scene,
      'lineAt',
      (name) => `const ${name} = ${LINE_COUNTER.name}();`,
    );
    const helper = addHelperFunction(scene.source, LINE_COUNTER);
    if (helper === null) return [];
    const change = (
      at: SgNode,
      edits: (line: AddedDeclaration) => readonly CodemodEdit[],
    ): CodemodMatch => {
      const line = counter();
      return createMatch(at, [...line.edits, ...edits(line), ...helper]);
    };
    return [
      ...methodCalls(scene.root, 'split').flatMap(({ call, receiver, given }) => {
        const head = given.length === 1 && isBreak(given[0]) ? headOf(receiver) : null;
        if (head === null || functionAround(call) === null) return [];
        const length = lengthOf(call);
        if (length !== null) {
          if (isBehind(length)) return [];
          return [change(call, ({ name }) => [replaceNode(length, quick(head, name, length))])];
        }
        const edits = ofNamedLines(call, head, scene);
        return edits === null ? [] : [change(call, ({ name }) => edits(name))];
      }),
      ...methodCalls(scene.root, 'match').flatMap(({ call, receiver, given }) => {
        const head = given[0]?.text() === '/\\n/g' ? headOf(receiver) : null;
        const length = head === null ? null : lengthOf(orNone(call));
        if (head === null || length === null || functionAround(call) === null) return [];
        if (isBehind(length)) return [];
        const text = ({ name }: AddedDeclaration) =>
          `((${name}(${head.text}, ${head.place}) ?? ${length.text()} + 1) - 1)`;
        return [change(call, (line) => [replaceNode(length, text(line))])];
      }),
    ];
  },
);

/** Puts the fast path before the original, in parentheses if part of a larger expression. */
function quick({ text, place }: Head, lineAt: string, whole: SgNode, old = whole.text()): string {
  const choice = `${lineAt}(${text}, ${place}) ?? ${old}`;
  return ALONE.test(kindOf(whole.parent() ?? whole)) ? choice : `(${choice})`;
}

const ALONE =
  /^(?:arguments|return_statement|pair|variable_declarator|arrow_function|parenthesized_expression)$/u;

function headOf(node: SgNode): Head | null {
  const cut = methodCallOf(bare(node));
  if (cut === null || !/^(?:slice|substring|substr)$/u.test(cut.method)) return null;
  const [from, place, ...more] = cut.given;
  if (from?.text() !== '0' || place === undefined || more.length > 0) return null;
  if (!isPlainValue(cut.receiver) || !isPlainValue(place)) return null;
  return { call: cut.call, text: cut.receiver.text(), place: place.text() };
}

function isBreak(node: SgNode | undefined): boolean {
  return node !== undefined && /^(?:'\\n'|"\\n"|`\\n`|\/\\n\/)$/u.test(node.text());
}

/** `call.length` */
function lengthOf(call: SgNode): SgNode | null {
  const parent = call.parent();
  const isRead = parent !== null && kindOf(parent) === 'member_expression';
  return isRead && parent.field('property')?.text() === 'length' ? parent : null;
}

/** `(call || [])`, `(call ?? [])` */
function orNone(call: SgNode): SgNode {
  const choice = call.parent();
  const brackets = choice?.parent();
  const isChoice =
    choice !== null &&
    kindOf(choice) === 'binary_expression' &&
    /^(?:\|\||\?\?)$/u.test(operatorOf(choice)) &&
    choice.field('right')?.text() === '[]';
  return isChoice && brackets != null && kindOf(brackets) === 'parenthesized_expression'
    ? brackets
    : call;
}

/** True for the fallback that an earlier change left next to the fast path. */
function isBehind(node: SgNode): boolean {
  return node.ancestors().some((ancestor) => {
    const isChoice = kindOf(ancestor) === 'binary_expression' && operatorOf(ancestor) === '??';
    return isChoice && /^lineAt\d*\(/u.test(ancestor.field('left')?.text() ?? '');
  });
}

/** Handles lines stored in a variable, of which only the count and the last line are used. */
function ofNamedLines(
  split: SgNode,
  head: Head,
  { bindings, shapes }: AnalysisContext,
): ((lineAt: string) => readonly CodemodEdit[]) | null {
  const declarator = split.parent();
  const name = declarator?.field('name');
  if (declarator == null || kindOf(declarator) !== 'variable_declarator' || name == null)
    return null;
  const binding = bindings.of(name);
  const receiver = methodCallOf(head.call)?.receiver;
  if (binding?.kind !== 'const' || receiver === undefined || !shapes.isString(receiver))
    return null;
  if (declarator.field('type') !== null || !isKept([head.text, head.place], declarator, bindings)) {
    return null;
  }
  const uses = binding.references.map((use) => useOf(use, binding.name));
  if (uses.length === 0 || uses.some((use) => use === null)) return null;
  const byNode = new Map(uses.flatMap((use) => (use === null ? [] : [[use.node.id(), use]])));
  const asked = [...byNode.values()];
  if (!asked.some(({ isLast }) => !isLast)) return null;
  const text = bindings.freshName('head');
  return (lineAt) => [
    replaceNode(name, text),
    replaceNode(split, head.call.text()),
    ...asked.map(({ node, isLast }) =>
      isLast
        ? replaceNode(node, `${text}.slice(${text}.lastIndexOf('\\n') + 1)`)
        : replaceNode(node, quick(head, lineAt, node, `${text}.split('\\n').length`)),
    ),
  ];
}

/** True if the names keep their value wherever the lines are used. */
function isKept(
  texts: readonly string[],
  within: SgNode,
  bindings: AnalysisContext['bindings'],
): boolean {
  return texts.every((text) => {
    const own = bindings.all.find(
      (binding) =>
        binding.name === text &&
        binding.references.some(
          (use) =>
            within.range().start.index <= use.range().start.index &&
            use.range().end.index <= within.range().end.index,
        ),
    );
    return own !== undefined && own.writes.length === 0 && /^(?:const|parameter)$/u.test(own.kind);
  });
}

/** Recognizes `lines.length`, `lines[lines.length - 1]` and `lines.at(-1)`; null for other uses. */
function useOf(
  use: SgNode,
  name: string,
): { readonly node: SgNode; readonly isLast: boolean } | null {
  const parent = use.parent();
  if (parent === null) return null;
  const kind = kindOf(parent);
  if (kind === 'subscript_expression' && parent.field('object')?.id() === use.id()) {
    return parent.field('index')?.text() === `${name}.length - 1`
      ? { node: parent, isLast: true }
      : null;
  }
  if (kind !== 'member_expression') return null;
  const call = parent.parent();
  const method = call === null ? null : methodCallOf(call);
  if (method?.receiver.id() === use.id()) {
    const isLast = method.method === 'at' && method.given[0]?.text() === '-1';
    return isLast ? { node: method.call, isLast } : null;
  }
  if (parent.field('property')?.text() !== 'length') return null;
  // The `length` within `lines[lines.length - 1]` belongs to that expression.
  const around = parent.parent()?.parent();
  const isInLast =
    around != null &&
    kindOf(around) === 'subscript_expression' &&
    around.field('object')?.text() === name;
  return isInLast ? { node: around, isLast: true } : { node: parent, isLast: false };
}
