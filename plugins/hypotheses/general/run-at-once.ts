import type { SgNode } from '@ast-grep/napi';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import type { Binding } from '../syntax/bindings.ts';
import { indentOf, matchAt, replace } from '../syntax/edits.ts';
import {
  argumentsOf,
  bare,
  isInside,
  kindOf,
  LOOP_KINDS,
  nodesOf,
  operatorOf,
  spanOf,
} from '../syntax/nodes.ts';
import { type Scene, sceneCodemod } from '../syntax/scene.ts';
import { isPlainHead, pathTo, type RunPath } from './run-path.ts';

/** How a loop comes from one character of a text to the next. */
interface Reading {
  /** The statement that names the character of the turn. */
  readonly statement: SgNode;
  readonly character: Binding;
  readonly text: SgNode;
  readonly index: Binding;
  /** `text[i++]` counts where it reads; `for (…; i++)` between the turns. */
  readonly isAhead: boolean;
  /** What the loop asks before each turn; empty: nothing. */
  readonly loopCondition: string;
  /** A function of somebody's that is asked for the character. */
  readonly asked: string | null;
}

export const runAtOnce: Codemod = sceneCodemod(
  {
    id: 'run-at-once',
    title: 'Take a run of characters at once instead of one by one',
    evidence: 'checked',
    complexity: 'Medium',
    preconditions:
      'In a loop over the characters of a text, by `text[i]` with `i++`, `text.charAt(i++)` or a function that is asked for both, `put += character` on a way behind which the next turn begins. As long as the next characters come the same way, by conditions about the character and nothing that changes, they are taken together by `slice`; what each turn does before, counts of lines and columns, is done for each.',
    seenIn: ['isaacs/sax-js: lib/sax.js'],
  },
  (scene) =>
    nodesOf(scene.root, 'expression_statement').flatMap((statement) => {
      const adding = statement.child(0);
      if (adding === null || kindOf(adding) !== 'augmented_assignment_expression') return [];
      return runOf(statement, adding, scene);
    }),
);

function runOf(statement: SgNode, adding: SgNode, scene: Scene): readonly CodemodMatch[] {
  const [put, added] = [adding.field('left'), adding.field('right')];
  if (put === null || added === null || operatorOf(adding) !== '+=') return [];
  const character = kindOf(added) === 'identifier' ? scene.bindings.of(added) : null;
  const loop = statement.ancestors().find((one) => LOOP_KINDS.has(kindOf(one)));
  const body = loop?.field('body');
  if (character === null || loop === undefined || body == null) return [];
  const reading = readingOf(loop, body, character, scene);
  const path = reading === null ? null : pathTo(statement, body);
  if (reading === null || path === null || !isName(put)) return [];
  const head = path.head.filter((one) => one.id() !== reading.statement.id());
  const isCounted = reading.isAhead ? head.every(isPlainHead) : head.length === 0;
  const condition = conditionOf(path, { put, reading, head }, scene);
  if (!isCounted || condition === null) return [];
  const made = madeAtOnce({ statement, put, added, reading, head, condition }, scene);
  return made === null ? [] : [made];
}

/** A name, or a field of names: asking for it does nothing. */
function isName(node: SgNode): boolean {
  if (/^(?:identifier|this)$/u.test(kindOf(node))) return true;
  const object = kindOf(node) === 'member_expression' ? node.field('object') : null;
  return object !== null && isName(object) && !node.text().includes('?.');
}

function readingOf(loop: SgNode, body: SgNode, character: Binding, scene: Scene): Reading | null {
  for (const statement of body.namedChildren()) {
    const value = valueGiven(statement, character, scene);
    const read = value === null ? null : readBy(value);
    if (read === null) continue;
    const { text, place, asked } = read;
    const isAhead = kindOf(place) === 'update_expression' && /^\w+\+\+$/u.test(place.text());
    const name = isAhead ? place.field('argument') : place;
    const index = name !== null && kindOf(name) === 'identifier' ? scene.bindings.of(name) : null;
    if (index === null || !isName(text) || kindOf(text) !== 'identifier') return null;
    const reading = {
      statement,
      character,
      text,
      index,
      isAhead,
      asked,
      loopCondition: loopCondition(loop) ?? '',
    };
    return isSteady(loop, reading, scene) ? reading : null;
  }
  return null;
}

function valueGiven(statement: SgNode, character: Binding, { bindings }: Scene): SgNode | null {
  const first = statement.namedChildren()[0];
  if (first === undefined || statement.namedChildren().length !== 1) return null;
  if (kindOf(first) === 'variable_declarator') {
    return first.field('name')?.id() === character.node.id() ? first.field('value') : null;
  }
  if (kindOf(first) !== 'assignment_expression') return null;
  const left = first.field('left');
  const isOf = left !== null && kindOf(left) === 'identifier' && bindings.of(left) === character;
  return isOf ? first.field('right') : null;
}

function readBy(
  value: SgNode,
): { readonly text: SgNode; readonly place: SgNode; readonly asked: string | null } | null {
  const node = bare(value);
  if (kindOf(node) === 'subscript_expression') {
    const [text, place] = [node.field('object'), node.field('index')];
    return text === null || place === null ? null : { text, place, asked: null };
  }
  const callee = kindOf(node) === 'call_expression' ? node.field('function') : null;
  const [first, second, ...more] = argumentsOf(node);
  if (callee === null || first === undefined || more.length > 0) return null;
  if (kindOf(callee) === 'identifier') {
    return second === undefined ? null : { text: first, place: second, asked: callee.text() };
  }
  const text = callee.field('object');
  const isCharAt = callee.field('property')?.text() === 'charAt' && second === undefined;
  return isCharAt && text !== null ? { text, place: first, asked: null } : null;
}

/** Whether the text stays, and nothing but the reading moves the index to the next turn. */
function isSteady(loop: SgNode, { text, index, isAhead }: Reading, { bindings }: Scene): boolean {
  const of = bindings.of(text);
  const inLoop = (all: readonly SgNode[]) =>
    all.filter((one) => isInside(spanOf(one), spanOf(loop)));
  if (of === null || inLoop(of.writes).length > 0 || index.kind === 'const') return false;
  if (isAhead) return loopCondition(loop) !== null;
  if (kindOf(loop) !== 'for_statement' || index.kind === 'var') return false;
  const step = loop.field('increment')?.text() ?? '';
  const steps = [`${index.name}++`, `++${index.name}`, `${index.name} += 1`];
  const test = loop.field('condition')?.text().replace(/;$/u, '').trim() ?? '';
  return steps.includes(step) && test === `${index.name} < ${text.text()}.length`;
}

/** What a loop asks before each turn, empty for nothing; null: it does more than ask. */
function loopCondition(loop: SgNode): string | null {
  if (loop.field('increment') !== null || kindOf(loop) === 'for_in_statement') return null;
  const condition = loop.field('condition');
  if (condition === null) return '';
  const node = bare(
    kindOf(condition) === 'expression_statement' ? (condition.child(0) ?? condition) : condition,
  );
  if (!isQuestion(node)) return null;
  return /^(?:true|1|;)$/u.test(node.text()) ? '' : node.text();
}

/** What has to hold of the character at `place` for it to come the same way. null: it is not to be told. */
function conditionOf(
  { held, switches }: RunPath,
  {
    put,
    reading,
    head,
  }: { readonly put: SgNode; readonly reading: Reading; readonly head: readonly SgNode[] },
  scene: Scene,
): ((place: string) => string) | null {
  const isAbout = (node: SgNode, binding: Binding): boolean =>
    nodesOf(node, 'identifier').some((one) => scene.bindings.of(one) === binding);
  const { character, index } = reading;
  const parts: ((place: string) => string)[] = [];
  const written = new Set([put.text(), ...head.flatMap(writtenIn)]);
  for (const { condition, holds } of held) {
    const node = bare(condition);
    if (!isQuestion(node) || namesIn(node).some((one) => written.has(one)) || isAbout(node, index))
      return null;
    if (!isAbout(node, character)) continue;
    const ask = (place: string) => withCharacter(node, reading, place, scene);
    parts.push((place) => (holds ? `(${ask(place)})` : `!(${ask(place)})`));
  }
  for (const { of, not } of switches) {
    const isOfCharacter = bare(of).text() === character.name;
    if (!isQuestion(of) || namesIn(of).some((one) => written.has(one))) return null;
    if (!isOfCharacter && isAbout(of, character)) return null;
    if (isOfCharacter && not.length === 0) return null;
    if (!isOfCharacter) continue;
    if (not.some((one) => kindOf(one) !== 'string')) return null;
    parts.push((place) =>
      not.map((one) => `${reading.text.text()}[${place}] !== ${one.text()}`).join(' && '),
    );
  }
  return parts.length === 0
    ? null
    : (place) =>
        parts
          .toReversed()
          .map((part) => part(place))
          .join(' && ');
}

/** Names and fields as they are written. */
function namesIn(node: SgNode): readonly string[] {
  return nodesOf(node, 'identifier', 'member_expression').map((one) => one.text());
}

function writtenIn(statement: SgNode): readonly string[] {
  const writes = nodesOf(
    statement,
    ...['assignment_expression', 'augmented_assignment_expression', 'update_expression'],
  );
  return writes.flatMap((one) => {
    const target = one.field('left') ?? one.field('argument');
    return target === null ? [] : [target.text()];
  });
}

/** It compares, and asks nobody. */
function isQuestion(node: SgNode): boolean {
  const others = nodesOf(
    node,
    ...['call_expression', 'new_expression', 'await_expression', 'yield_expression'],
    ...['assignment_expression', 'augmented_assignment_expression', 'update_expression'],
    ...['arrow_function', 'function_expression'],
  );
  return others.length === 0;
}

function withCharacter(
  node: SgNode,
  { character, text }: Reading,
  place: string,
  { bindings }: Scene,
): string {
  const from = spanOf(node).start;
  const uses = nodesOf(node, 'identifier').filter((one) => bindings.of(one) === character);
  return uses.reduceRight((words, one) => {
    const { start, end } = spanOf(one);
    return `${words.slice(0, start - from)}${text.text()}[${place}]${words.slice(end - from)}`;
  }, node.text());
}

interface Run {
  readonly statement: SgNode;
  readonly put: SgNode;
  readonly added: SgNode;
  readonly reading: Reading;
  readonly head: readonly SgNode[];
  readonly condition: (place: string) => string;
}

function madeAtOnce(run: Run, scene: Scene): CodemodMatch | null {
  const { statement, put, reading } = run;
  const text = reading.text.text();
  if (isOldWay(statement, text)) return null;
  const indent = indentOf(scene.source, statement);
  const lines = reading.isAhead ? aheadLines(run, scene) : betweenLines(run, scene);
  const isString = scene.shapes.isString(reading.text);
  const old = isString
    ? ''
    : `if (typeof ${text} !== 'string') ${put.text()} += ${run.added.text()};\n${indent}else `;
  const block = ['{', ...lines.map((line) => `  ${line}`), '}'].join(`\n${indent}`);
  const { asked, index } = reading;
  return {
    ...matchAt(statement, [replace(statement, `${old}${block}`)]),
    assumes: [
      `Nobody sees \`${put.text()}\` between two characters.`,
      ...(asked === null
        ? []
        : [
            `What \`${asked}(${text}, ${index.name})\` answers is the character of the text at that place.`,
          ]),
    ],
  };
}

/** What an earlier change has left for what is no text. */
function isOldWay(statement: SgNode, text: string): boolean {
  const parent = statement.parent();
  const condition = parent === null ? null : parent.field('condition');
  return condition?.text() === `(typeof ${text} !== 'string')`;
}

function aheadLines({ put, reading, head, condition }: Run, { source, bindings }: Scene) {
  const { text, index } = reading;
  const start = bindings.freshName('runStart');
  const asked = reading.loopCondition === '' ? '' : `(${reading.loopCondition}) && `;
  const turn = [reading.statement, ...head].toSorted((a, b) => spanOf(a).start - spanOf(b).start);
  // A name that is new with each turn is only for what the turn does.
  const isUsed = head.length > 0 || kindOf(reading.statement) === 'expression_statement';
  const copies = isUsed
    ? turn.flatMap((one) => shifted(one.text(), indentOf(source, one)))
    : [`${index.name} += 1;`];
  return [
    `const ${start} = ${index.name} - 1;`,
    `while (${asked}${index.name} < ${text.text()}.length && ${condition(index.name)}) {`,
    ...copies.map((line) => `  ${line}`),
    '}',
    `${put.text()} += ${text.text()}.slice(${start}, ${index.name});`,
  ];
}

/** The lines of a statement, less what all of them are moved in. */
function shifted(text: string, indent: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

function betweenLines({ put, reading, condition }: Run, { bindings }: Scene) {
  const { text, index } = reading;
  const end = bindings.freshName('runEnd');
  return [
    `let ${end} = ${index.name} + 1;`,
    `while (${end} < ${text.text()}.length && ${condition(end)}) ${end} += 1;`,
    `${put.text()} += ${text.text()}.slice(${index.name}, ${end});`,
    `${index.name} = ${end} - 1;`,
  ];
}
