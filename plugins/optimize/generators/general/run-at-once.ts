import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  kindOf,
  LOOP_KINDS,
  nodesOf,
  operatorOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodMatch } from '../codemod.ts';
import {
  chooseDeclarationKeyword,
  createMatch,
  readIndentation,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import {
  type CharacterRead,
  findCharacterRead,
  isNameOrField,
  isPureComparison,
} from './find-character-access-in-loop.ts';
import { findIterationPath, type IterationPath, isSimpleUpdate } from './loop-iteration-path.ts';

export const scanCharacterRun: Codemod = createTypeAwareCodemod(
  {
    id: 'run-at-once',
    title: 'Consume a run of characters at once instead of one by one',
    evidence: 'checked',
    complexity: 'Medium',
    preconditions:
      'In a loop over the characters of a text, read by `text[i]` with `i++`, `text.charAt(i++)` or a function that is called with both, `put += character` on a path that ends the iteration. As long as the next characters take the same path, by conditions on the character and on nothing that changes, they are appended together by `slice`; other statements of the iteration, such as line and column counts, still run for each character.',
    seenIn: ['isaacs/sax-js: lib/sax.js'],
  },
  (scene) =>
    nodesOf(scene.root, 'expression_statement').flatMap((statement) => {
      const adding = statement.child(0);
      if (adding === null || kindOf(adding) !== 'augmented_assignment_expression') return [];
      return runOf(statement, adding, scene);
    }),
);

function runOf(statement: SgNode, adding: SgNode, scene: AnalysisContext): readonly CodemodMatch[] {
  const [put, added] = [adding.field('left'), adding.field('right')];
  if (put === null || added === null || operatorOf(adding) !== '+=') return [];
  const character = kindOf(added) === 'identifier' ? scene.bindings.of(added) : null;
  const loop = statement.ancestors().find((ancestor) => LOOP_KINDS.has(kindOf(ancestor)));
  const body = loop?.field('body');
  if (character === null || loop === undefined || body == null) return [];
  const reading = findCharacterRead(loop, body, character, scene);
  const path = reading === null ? null : findIterationPath(statement, body);
  if (reading === null || path === null || !isNameOrField(put)) return [];
  const head = path.head.filter((headStatement) => headStatement.id() !== reading.statement.id());
  const isCounted = reading.isAhead ? head.every(isSimpleUpdate) : head.length === 0;
  const condition = conditionOf(path, { put, reading, head }, scene);
  if (!isCounted || condition === null) return [];
  const made = madeAtOnce({ statement, put, added, reading, head, condition }, scene);
  return made === null ? [] : [made];
}

/** Returns the condition for the character at `place` to take the same path; null: unknown. */
function conditionOf(
  { held, switches }: IterationPath,
  {
    put,
    reading,
    head,
  }: { readonly put: SgNode; readonly reading: CharacterRead; readonly head: readonly SgNode[] },
  scene: AnalysisContext,
): ((place: string) => string) | null {
  const isAbout = (node: SgNode, binding: Binding): boolean =>
    nodesOf(node, 'identifier').some((node) => scene.bindings.of(node) === binding);
  const { character, index } = reading;
  const parts: ((place: string) => string)[] = [];
  const written = new Set([put.text(), ...head.flatMap(writtenIn)]);
  for (const { condition, holds } of held) {
    const node = bare(condition);
    if (
      !isPureComparison(node) ||
      namesIn(node).some((name) => written.has(name)) ||
      isAbout(node, index)
    )
      return null;
    if (!isAbout(node, character)) continue;
    const ask = (place: string) => withCharacter(node, reading, place, scene);
    parts.push((place) => (holds ? `(${ask(place)})` : `!(${ask(place)})`));
  }
  for (const { of, not } of switches) {
    const isOfCharacter = bare(of).text() === character.name;
    if (!isPureComparison(of) || namesIn(of).some((name) => written.has(name))) return null;
    if (!isOfCharacter && isAbout(of, character)) return null;
    if (isOfCharacter && not.length === 0) return null;
    if (!isOfCharacter) continue;
    if (not.some((literal) => kindOf(literal) !== 'string')) return null;
    parts.push((place) =>
      not.map((literal) => `${reading.text.text()}[${place}] !== ${literal.text()}`).join(' && '),
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
  return nodesOf(node, 'identifier', 'member_expression').map((node) => node.text());
}

function writtenIn(statement: SgNode): readonly string[] {
  const writes = nodesOf(
    statement,
    ...['assignment_expression', 'augmented_assignment_expression', 'update_expression'],
  );
  return writes.flatMap((write) => {
    const target = write.field('left') ?? write.field('argument');
    return target === null ? [] : [target.text()];
  });
}

function withCharacter(
  node: SgNode,
  { character, text }: CharacterRead,
  place: string,
  { bindings }: AnalysisContext,
): string {
  const from = spanOf(node).start;
  const uses = nodesOf(node, 'identifier').filter((node) => bindings.of(node) === character);
  return uses.reduceRight((words, use) => {
    const { start, end } = spanOf(use);
    return `${words.slice(0, start - from)}${text.text()}[${place}]${words.slice(end - from)}`;
  }, node.text());
}

interface Run {
  readonly statement: SgNode;
  readonly put: SgNode;
  readonly added: SgNode;
  readonly reading: CharacterRead;
  readonly head: readonly SgNode[];
  readonly condition: (place: string) => string;
}

function madeAtOnce(run: Run, scene: AnalysisContext): CodemodMatch | null {
  const { statement, put, reading } = run;
  const text = reading.text.text();
  if (isOldWay(statement, text)) return null;
  const indent = readIndentation(scene.source, statement);
  const lines = reading.isAhead ? aheadLines(run, scene) : betweenLines(run, scene);
  const isString = scene.shapes.isString(reading.text);
  const old = isString
    ? ''
    : `if (typeof ${text} !== 'string') ${put.text()} += ${run.added.text()};\n${indent}else `;
  const block = ['{', ...lines.map((line) => `  ${line}`), '}'].join(`\n${indent}`);
  const { asked, index } = reading;
  return {
    ...createMatch(statement, [replaceNode(statement, `${old}${block}`)]),
    assumes: [
      `No code observes \`${put.text()}\` after one character is appended and before the next.`,
      ...(asked === null
        ? []
        : [
            `Calling \`${asked}(${text}, ${index.name})\` returns the character of the text at the given position.`,
          ]),
    ],
  };
}

/** True for the fallback for non-strings left by an earlier change. */
function isOldWay(statement: SgNode, text: string): boolean {
  const parent = statement.parent();
  const condition = parent === null ? null : parent.field('condition');
  return condition?.text() === `(typeof ${text} !== 'string')`;
}

function aheadLines({ put, reading, head, condition }: Run, { source, bindings }: AnalysisContext) {
  const { text, index } = reading;
  const start = bindings.freshName('runStart');
  const asked = reading.loopCondition === '' ? '' : `(${reading.loopCondition}) && `;
  const turn = [reading.statement, ...head].toSorted((a, b) => spanOf(a).start - spanOf(b).start);
  // A name declared in each iteration is needed only by the other statements of the iteration.
  const isUsed = head.length > 0 || kindOf(reading.statement) === 'expression_statement';
  const copies = isUsed
    ? turn.flatMap((statement) => shifted(statement.text(), readIndentation(source, statement)))
    : [`${index.name} += 1;`];
  return [
    `${chooseDeclarationKeyword(source, 'const')} ${start} = ${index.name} - 1;`,
    `while (${asked}${index.name} < ${text.text()}.length && ${condition(index.name)}) {`,
    ...copies.map((line) => `  ${line}`),
    '}',
    `${put.text()} += ${text.text()}.slice(${start}, ${index.name});`,
  ];
}

/** Returns the lines of a statement without their common indentation. */
function shifted(text: string, indent: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
}

function betweenLines({ put, reading, condition }: Run, { source, bindings }: AnalysisContext) {
  const { text, index } = reading;
  const end = bindings.freshName('runEnd');
  return [
    `${chooseDeclarationKeyword(source, 'let')} ${end} = ${index.name} + 1;`,
    `while (${end} < ${text.text()}.length && ${condition(end)}) ${end} += 1;`,
    `${put.text()} += ${text.text()}.slice(${index.name}, ${end});`,
    `${index.name} = ${end} - 1;`,
  ];
}
