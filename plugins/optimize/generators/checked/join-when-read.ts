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
import type { Codemod, CodemodMatch } from '../codemod.ts';
import {
  annotateType,
  createMatch,
  insertText,
  readIndentation,
  replaceNode,
} from '../syntax/codemod-edits.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** `data = Buffer.concat([data, part])`, where the variable is assigned nowhere else. */
interface Growing {
  readonly statement: SgNode;
  readonly binding: Binding;
  readonly part: SgNode;
}

export const deferBufferConcat: Codemod = createTypeAwareCodemod(
  {
    id: 'join-when-read',
    title: 'Concatenate buffers on read instead of on each chunk',
    evidence: 'guarded',
    classes: ['CPU', 'I/O-File', 'I/O-Network'],
    complexity: 'Medium',
    risk: 'Low',
    conflictsWith: ['buffer-concat-in-loop'],
    preconditions:
      '`data = Buffer.concat([data, part])` as a statement in a loop, or in a function nested in the function that declares `data`, a `let` or `var` that starts as an empty Buffer and is assigned nowhere else. The loop or function does not use `data` otherwise. Chunks are copied on arrival, as before, so that their producer may reuse them, and concatenated where the rest of the code reads `data`. Values that are neither Buffers nor Uint8Arrays are handled as before.',
    seenIn: ['express-fileupload 0.1.1, lib/index.js'],
  },
  (scene) =>
    nodesOf(scene.root, 'expression_statement').flatMap((statement) => {
      const growing = growingBy(statement, scene);
      return growing === null ? [] : joined(growing, scene);
    }),
);

function growingBy(statement: SgNode, { bindings }: AnalysisContext): Growing | null {
  const assignment = statement.child(0);
  if (assignment === null || kindOf(assignment) !== 'assignment_expression') return null;
  const left = assignment.field('left');
  const call = methodCallOf(assignment.field('right') ?? assignment);
  if (left === null || kindOf(left) !== 'identifier' || call?.method !== 'concat') return null;
  const [list, ...more] = call.given;
  if (call.receiver.text() !== 'Buffer' || list === undefined || more.length > 0) return null;
  if (kindOf(list) !== 'array' || !bindings.isBuiltin('Buffer')) return null;
  const [whole, part, ...others] = list.namedChildren();
  const binding = bindings.of(left);
  if (binding === null || whole?.text() !== left.text()) return null;
  if (part === undefined || others.length > 0 || kindOf(part) === 'comment') return null;
  const isOwn = /^(?:let|var)$/u.test(binding.kind) && !binding.isPart;
  return isOwn && binding.writes.length === 1 ? { statement, binding, part } : null;
}

function joined(
  { statement, binding, part }: Growing,
  scene: AnalysisContext,
): readonly CodemodMatch[] {
  const { declaration, references, name } = binding;
  const region = repeatedBy(statement, binding);
  const declared = declaration.parent();
  const block = declared?.parent();
  if (region === null || declared == null || block == null || !isEmptyBuffer(declaration))
    return [];
  if (!/^(?:statement_block|program)$/u.test(kindOf(block))) return [];
  const reads = references.filter((reference) => !isInside(spanOf(reference), spanOf(statement)));
  const isRest = reads.every((read) => !isInside(spanOf(read), spanOf(region)));
  const isSeen = reads.every((read) => kindOf(read) === 'identifier' && !isTaken(read));
  const isBehind = reads.every((read) => spanOf(read).start > spanOf(declared).end);
  if (reads.length === 0 || !isRest || !isSeen || !isBehind) return [];
  const { source, bindings } = scene;
  const parts = bindings.freshName(`${name}Parts`);
  const whole = bindings.freshName(`whole${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  const indent = readIndentation(source, declared);
  const lines = [
    `let ${parts}${annotateType(source, ': Uint8Array[]')} = [];`,
    `const ${whole} = () => {`,
    `  if (${parts}.length > 0) ${name} = Buffer.concat([${name}, ...${parts}]);`,
    `  ${parts} = [];`,
    `  return ${name};`,
    '};',
  ];
  const text = lines.map((line) => `\n${indent}${line}`).join('');
  return [
    createMatch(statement, [
      insertText(spanOf(declared).end, text),
      replaceNode(statement, taken({ statement, part, name, parts, whole }, scene)),
      ...reads.map((read) => replaceNode(read, `${whole}()`)),
    ]),
  ];
}

/** Generates code to copy a chunk as it is now; one `Buffer.concat` rejects fails as before. */
function taken(
  {
    statement,
    part,
    name,
    parts,
    whole,
  }: Pick<Growing, 'statement' | 'part'> & Readonly<Record<'name' | 'parts' | 'whole', string>>,
  { source, bindings }: AnalysisContext,
): string {
  const isName = kindOf(part) === 'identifier';
  const partName = isName ? part.text() : bindings.freshName('part');
  const indent = readIndentation(source, statement);
  const kept = [
    `if (ArrayBuffer.isView(${partName}) && ${partName} instanceof Uint8Array) ${parts}.push(Buffer.from(${partName}));`,
    `else ${name} = Buffer.concat([${whole}(), ${partName}]);`,
  ];
  const lines = isName
    ? kept
    : ['{', ...[`const ${partName} = ${part.text()};`, ...kept].map((line) => `  ${line}`), '}'];
  return lines.join(`\n${indent}`);
}

/** The loop or function that does it again and again, in which the variable is not declared. */
function repeatedBy(statement: SgNode, { declaration }: Binding): SgNode | null {
  const home = functionAround(declaration)?.id();
  const around = functionAround(statement);
  if (around !== null && around.id() !== home) return around;
  const loops = statement.ancestors().filter((ancestor) => LOOP_KINDS.has(kindOf(ancestor)));
  return loops.findLast((loop) => !isInside(spanOf(declaration), spanOf(loop))) ?? null;
}

/** True where a use is more than a read: `data++`, or the name in an `export { data }`. */
function isTaken(use: SgNode): boolean {
  const parent = use.parent();
  return parent !== null && /^(?:update_expression|export_specifier)$/u.test(kindOf(parent));
}

function isEmptyBuffer(declaration: SgNode): boolean {
  const value = declaration.field('value');
  const text = value === null ? '' : bare(value).text();
  return /^(?:new Buffer\(0\)|Buffer\.(?:alloc(?:Unsafe)?\(0\)|from\((?:\[\]|''|"")\)))$/u.test(
    text,
  );
}
