import type { SgNode } from '@ast-grep/napi';
import type { FileFacts } from './calls-functions-and-imports-of-source-file.ts';
import { addCall } from './extract-call-expression.ts';
import { readFunction, readMethod, toDecorator } from './extract-javascript-functions.ts';
import { readExport, readImport } from './extract-javascript-imports-and-exports.ts';
import {
  readAssignment,
  readDeclarator,
  readField,
  readParameter,
} from './extract-javascript-variables.ts';
import {
  type FactExtraction,
  findFrame,
  type NodeRange,
  nodeRange,
  pushFrame,
  toFileFacts,
  type Visitors,
  visitNodes,
} from './syntax-tree-visitor-with-scope-frames.ts';

const LOOPS: Visitors = {
  for_statement: (reading, node) => readLoop(reading, node, ['condition', 'increment', 'body']),
  for_in_statement: (reading, node) => readLoop(reading, node, ['body']),
  while_statement: (reading, node) => readLoop(reading, node, ['condition', 'body']),
  do_statement: (reading, node) => readLoop(reading, node, ['body', 'condition']),
};

/** Kinds that both grammars know. */
const SCRIPT: Visitors = {
  ...LOOPS,
  import_statement: readImport,
  export_statement: readExport,
  class_declaration: readClass,
  class: readClass,
  decorator: readDecorator,
  function_declaration: readFunction,
  generator_function_declaration: readFunction,
  function_expression: readFunction,
  generator_function: readFunction,
  arrow_function: readFunction,
  method_definition: readMethod,
  variable_declarator: readDeclarator,
  assignment_expression: readAssignment,
  await_expression: readAwait,
  call_expression: (reading, node, span) => addCall(reading, node, span),
  new_expression: (reading, node, span) => addCall(reading, node, span, 'new '),
};

const JAVASCRIPT: Visitors = { ...SCRIPT, field_definition: readField };

const TYPESCRIPT: Visitors = {
  ...SCRIPT,
  abstract_class_declaration: readClass,
  public_field_definition: readField,
  required_parameter: readParameter,
  optional_parameter: readParameter,
};

export function extractJavaScriptFacts(
  file: string,
  text: string,
  root: SgNode,
  isTypeScript: boolean,
): FileFacts {
  const reading = visitNodes(text, root, isTypeScript ? TYPESCRIPT : JAVASCRIPT);
  return toFileFacts(file, 'script', reading);
}

/** Loops that retry one operation until it succeeds. */
const RETRY = /attempt|retr(?:y|ies)|tries|backoff/iu;

/** Parts evaluated once, such as the list iterated over, are not part of the loop. */
function readLoop(reading: FactExtraction, node: SgNode, repeated: readonly string[]): void {
  const spans = repeated.flatMap((name) => {
    const part = node.field(name);
    return part === null ? [] : [nodeRange(part)];
  });
  if (spans.length === 0) return;
  const from = Math.min(...spans.map(({ start }) => start));
  const loops = findFrame(reading, from).loops + 1;
  const kind = String(node.kind());
  const head = reading.text.slice(nodeRange(node).start, from + 80).split('{')[0] ?? '';
  const isOverList =
    kind === 'for_in_statement'
      ? !/^for\s+await\b/u.test(head)
      : kind === 'for_statement' && node.field('condition') !== null && !RETRY.test(head);
  // Iterations of a loop inside a `map` callback do wait for each other.
  pushFrame(reading, {
    from,
    end: Math.max(...spans.map(({ end }) => end)),
    loops,
    isOverList,
    isConcurrent: false,
  });
}

function readClass(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const name = node.field('name')?.text() ?? '(class)';
  const children = node.children();
  const heritage = children.find((child) => child.kind() === 'class_heritage')?.text();
  const above = node.parent();
  const around = above?.kind() === 'export_statement' ? above.children() : [];
  reading.classes.push({
    name,
    line: span.line,
    extends: /extends\s+([\w$.]+)/u.exec(heritage ?? '')?.[1] ?? null,
    decorators: [...around, ...children]
      .filter((node) => node.kind() === 'decorator')
      .map(toDecorator),
  });
  reading.pendingDecorators = [];
  pushFrame(reading, { from: span.start, end: span.end, owner: name });
}

function readDecorator(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  // Precedes a method in TypeScript; other declarations contain their decorators.
  if (node.parent()?.kind() === 'class_body') reading.pendingDecorators.push(toDecorator(node));
  pushFrame(reading, { from: span.start, end: span.end, isIgnored: true });
}

/** Records an awaited result's target and the statement before, to find awaits to run at once. */
function readAwait(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  if (findFrame(reading, span.start).isIgnored) return;
  const value = node.child(1);
  if (value === null) return;
  const { start } = nodeRange(value);
  reading.awaited.set(span.end, { start, place: placeOf(node) });
}

function placeOf(node: SgNode) {
  const declarator = node.parent();
  if (declarator?.kind() !== 'variable_declarator') return null;
  const statement = declarator.parent();
  if (statement === null || statement.children().filter(isDeclarator).length !== 1) return null;
  let before = statement.prev();
  while (before?.kind() === 'comment') before = before.prev();
  return {
    names:
      declarator
        .field('name')
        ?.text()
        .match(/[\w$]+/gu) ?? [],
    start: nodeRange(statement).start,
    previous: before?.isNamed() === true ? nodeRange(before).start : -1,
  };
}

function isDeclarator(node: SgNode): boolean {
  return node.kind() === 'variable_declarator';
}
