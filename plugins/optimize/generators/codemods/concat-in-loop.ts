import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  functionAround,
  isInside,
  kindOf,
  LOOP_KINDS,
  methodCallOf,
  nodesOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { Codemod, CodemodEdit } from '../codemod.ts';
import {
  createMatch,
  declareBefore,
  insertText,
  readIndentation,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** `list = …` in a loop, for a list that nothing else refers to. */
interface Growing {
  readonly statement: SgNode;
  readonly value: SgNode;
  readonly loop: SgNode;
  readonly binding: Binding;
}

/**
 * Finds assignments in loops to a `let` of the same function that the loop uses only in that
 * assignment, and that is not used between its declaration and the loop.
 */
function growings(scene: AnalysisContext): readonly Growing[] {
  return nodesOf(scene.root, 'expression_statement').flatMap((statement) => {
    const assignment = statement.child(0);
    if (assignment === null || kindOf(assignment) !== 'assignment_expression') return [];
    const left = assignment.field('left');
    const value = assignment.field('right');
    if (left === null || value === null || kindOf(left) !== 'identifier') return [];
    const binding = scene.bindings.of(left);
    const loop = binding === null ? null : loopAround(statement, binding);
    if (binding === null || loop === null || !isAlone(binding, statement, loop)) return [];
    return [{ statement, value, loop, binding }];
  });
}

/** The outermost loop that the declaration is not inside of. */
function loopAround(statement: SgNode, { declaration }: Binding): SgNode | null {
  const loops = statement.ancestors().filter((ancestor) => LOOP_KINDS.has(kindOf(ancestor)));
  return loops.findLast((loop) => !isInside(spanOf(declaration), spanOf(loop))) ?? null;
}

function isAlone(
  { kind, declaration, writes, references, isPart }: Binding,
  statement: SgNode,
  loop: SgNode,
): boolean {
  if (kind !== 'let' || isPart || writes.length !== 1) return false;
  if (/\breadonly\b/iu.test(declaration.field('type')?.text() ?? '')) return false;
  const home = functionAround(declaration)?.id();
  const isOwn = [statement, ...references].every((node) => functionAround(node)?.id() === home);
  const before = spanOf(loop).start;
  const inLoop = references.filter((reference) => isInside(spanOf(reference), spanOf(loop)));
  const isSeenBefore = references.some((reference) => spanOf(reference).start < before);
  return isOwn && inLoop.length === 2 && !isSeenBefore;
}

/** Turns the `let` of a variable that is no longer reassigned into `const`. */
function keep({ declaration }: Binding): readonly CodemodEdit[] {
  const statement = declaration.parent();
  const word = statement?.child(0);
  const isOnly = statement !== null && nodesOf(statement, 'variable_declarator').length === 1;
  return isOnly && word?.text() === 'let' ? [replaceNode(word, 'const')] : [];
}

function isEmptyList({ declaration }: Binding): boolean {
  const value = declaration.field('value');
  const inner = value === null ? null : bare(value);
  return inner !== null && kindOf(inner) === 'array' && /^\[\s*\]$/u.test(inner.text());
}

const ALONE =
  'a `let` initialized with an empty literal that the loop refers to only there. No code before the loop and no other function refers to it, so nothing can have observed the earlier arrays';

export const concatInLoop: Codemod = createTypeAwareCodemod(
  {
    id: 'concat-in-loop',
    title: 'Push in a loop instead of copying on each iteration',
    preconditions: `A loop contains \`list = list.concat(x)\`, where \`list\` is ${ALONE}. \`x\` is known to be a string, a number, or an array without holes.`,
    seenIn: ['commander 15.1.0, lib/command.js', 'tslib 2.9.1, tslib.js'],
    conflictsWith: ['spread-in-loop'],
  },
  (scene) =>
    growings(scene).flatMap(({ statement, value, binding }) => {
      const call = methodCallOf(value);
      const [added] = call?.given ?? [];
      if (call?.method !== 'concat' || call.given.length !== 1 || added === undefined) return [];
      if (call.receiver.text() !== binding.name || !isEmptyList(binding)) return [];
      const shape = scene.shapes.of(added);
      const put = pushing(binding.name, added, scene);
      const isSure =
        shape?.kind === 'array'
          ? shape.isDense
          : shape?.kind === 'string' || shape?.kind === 'number';
      return isSure
        ? [createMatch(statement, [...keep(binding), replaceNode(statement, put)])]
        : [];
    }),
);

function pushing(list: string, added: SgNode, { shapes, bindings }: AnalysisContext): string {
  if (shapes.arrayOf(added) === null) return `${list}.push(${added.text()});`;
  const inner = bare(added);
  const isLiteral = kindOf(inner) === 'array' && nodesOf(inner, 'spread_element').length === 0;
  const parts = inner.namedChildren().map((namedChild) => namedChild.text());
  if (isLiteral && parts.length > 0) return `${list}.push(${parts.join(', ')});`;
  const name = bindings.freshName('one');
  return `for (const ${name} of ${added.text()}) ${list}.push(${name});`;
}

export const spreadInLoop: Codemod = createTypeAwareCodemod(
  {
    id: 'spread-in-loop',
    title: 'Push in a loop instead of spreading on each iteration',
    preconditions: `A loop contains \`list = [...list, x]\`, where \`list\` is ${ALONE}. \`x\` is not a spread.`,
    seenIn: ['vitest 5.1.0, dist/chunks/index.CZzC1gGg.js'],
    conflictsWith: ['concat-in-loop'],
  },
  (scene) =>
    growings(scene).flatMap(({ statement, value, binding }) => {
      if (kindOf(value) !== 'array' || !isEmptyList(binding)) return [];
      const [first, ...added] = value.namedChildren();
      if (first?.text() !== `...${binding.name}` || added.length === 0) return [];
      if (added.some((addition) => /^(?:spread_element|comment)$/u.test(kindOf(addition))))
        return [];
      if (/,\s*,/u.test(value.text())) return [];
      const put = `${binding.name}.push(${added.map((addition) => addition.text()).join(', ')});`;
      return [createMatch(statement, [...keep(binding), replaceNode(statement, put)])];
    }),
);

export const bufferConcatInLoop: Codemod = createTypeAwareCodemod(
  {
    id: 'buffer-concat-in-loop',
    title: 'Concatenate buffers once, after the loop',
    classes: ['CPU', 'I/O-File'],
    preconditions:
      '`data = Buffer.concat([data, part])` in a loop next to the declaration of `data`, a `let` initialized with an empty Buffer that the loop refers to only there, and that no code before the loop and no other function refers to. `part` is created on each iteration: by `Buffer.from` on a value known to be a string, or as the chunk of a `createReadStream` without an encoding.',
    seenIn: ['form-data 4.0.6, lib/form_data.js'],
  },
  (scene) =>
    growings(scene).flatMap(({ statement, value, loop, binding }) => {
      const call = methodCallOf(value);
      const isConcat = call?.method === 'concat' && call.receiver.text() === 'Buffer';
      const [list, ...more] = call?.given ?? [];
      if (!isConcat || list === undefined || more.length > 0 || kindOf(list) !== 'array') return [];
      const [data, part, ...others] = list.namedChildren();
      if (data?.text() !== binding.name || part === undefined || others.length > 0) return [];
      if (!isEmptyBuffer(binding) || !isBeside(binding, loop) || !isNewBuffer(part, scene))
        return [];
      const name = scene.bindings.freshName(`${binding.name}Parts`);
      const { source } = scene;
      const behind = `\n${readIndentation(source, loop)}${binding.name} = Buffer.concat(${name});`;
      return [
        createMatch(statement, [
          declareBefore(source, loop, `const ${name} = [${binding.name}];`),
          replaceNode(statement, `${name}.push(${part.text()});`),
          insertText(spanOf(loop).end, behind),
        ]),
      ];
    }),
);

function isEmptyBuffer({ declaration }: Binding): boolean {
  const text = declaration.field('value')?.text() ?? '';
  return /^Buffer\.(?:alloc\(0\)|from\((?:\[\]|''|"")\))$/u.test(text);
}

function isBeside({ declaration }: Binding, loop: SgNode): boolean {
  const home = declaration.parent()?.parent();
  return (
    home != null &&
    loop.parent()?.id() === home.id() &&
    nodesOf(loop, 'labeled_statement', 'statement_identifier').length === 0
  );
}

function isNewBuffer(part: SgNode, { shapes, bindings }: AnalysisContext): boolean {
  if (!bindings.isBuiltin('Buffer')) return false;
  const call = methodCallOf(part);
  if (call !== null) {
    const [text] = call.given;
    const isFrom = call.receiver.text() === 'Buffer' && call.method === 'from';
    return isFrom && text !== undefined && shapes.isString(text);
  }
  const loop = kindOf(part) === 'identifier' ? bindings.of(part)?.declaration : undefined;
  if (loop === undefined || kindOf(loop) !== 'for_in_statement') return false;
  const stream = loop.field('right');
  const callee = stream?.field('function') ?? null;
  const maker = callee === null ? null : bindings.of(callee);
  const isStream = maker?.kind === 'import' && maker.node.text() === 'createReadStream';
  const given = stream?.field('arguments')?.namedChildren() ?? [];
  return isStream && given.length === 1;
}
