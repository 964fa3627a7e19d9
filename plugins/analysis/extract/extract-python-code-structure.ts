import type { SgNode } from '@ast-grep/napi';
import type { FileFacts, RawOrigin } from './calls-functions-and-imports-of-source-file.ts';
import { addCall, collapseWhitespace, readArgumentText } from './extract-call-expression.ts';
import { parseTypeName, readTypeAnnotation } from './parse-type-name.ts';
import {
  consumeDecorators,
  type FactExtraction,
  findFrame,
  type NodeRange,
  nodeRange,
  openFunction,
  pushFrame,
  toFileFacts,
  type Visitors,
  visitNodes,
} from './syntax-tree-visitor-with-scope-frames.ts';
import {
  aliasOrigin,
  collectFunctionArguments,
  mergeValueOrigins,
  typeOrigin,
} from './value-origins.ts';

const PYTHON: Visitors = {
  import_statement: readImport,
  import_from_statement: readImportFrom,
  class_definition: readClass,
  function_definition: readFunction,
  decorator: readDecorator,
  for_statement: (reading, node) => readLoop(reading, node.field('body')),
  while_statement: (reading, node, span) => readLoop(reading, node, span),
  list_comprehension: (reading, node) => readComprehension(reading, node),
  set_comprehension: (reading, node) => readComprehension(reading, node),
  dictionary_comprehension: (reading, node) => readComprehension(reading, node),
  generator_expression: (reading, node) => readComprehension(reading, node),
  assignment: readAssignment,
  with_item: readWithItem,
  typed_parameter: readParameter,
  typed_default_parameter: readParameter,
  await: readAwait,
  return_statement: readReturn,
  call: (reading, node, span) => addCall(reading, node, span),
};

export function extractPythonFacts(file: string, text: string, root: SgNode): FileFacts {
  return toFileFacts(file, 'python', visitNodes(text, root, PYTHON));
}

/** `import a.b as c`: the name is of the module, without `as` of its first part. */
function readImport(reading: FactExtraction, node: SgNode): void {
  const names = node
    .text()
    .replace(/^import\s+/u, '')
    .split(',');
  for (const name of names) {
    const [, source = '', alias] = /^\s*([\w.]+)(?:\s+as\s+(\w+))?/u.exec(name) ?? [];
    reading.imports.push({ local: alias ?? source, imported: '*', source });
  }
}

function readImportFrom(reading: FactExtraction, node: SgNode): void {
  const found = /^from\s+([\w.]+)\s+import\s+\(?([\s\S]*?)\)?$/u.exec(node.text());
  const [, source = '', list = ''] = found ?? [];
  for (const specifier of list.replace(/#.*$/gmu, '').split(',')) {
    const [, imported, alias] = /^\s*([\w*]+)(?:\s+as\s+(\w+))?/u.exec(specifier) ?? [];
    if (imported === undefined) continue;
    const local = alias ?? imported;
    reading.imports.push({ local, imported, source });
    reading.exports.push({ exported: local, local: imported, source });
  }
}

function readClass(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const name = node.field('name')?.text() ?? '(class)';
  const bases = node.field('superclasses')?.text();
  reading.classes.push({
    name,
    line: span.line,
    extends: /^\(\s*([\w.]+)/u.exec(bases ?? '')?.[1] ?? null,
    decorators: consumeDecorators(reading),
  });
  exportTopLevel(reading, span, name);
  pushFrame(reading, { from: span.start, end: span.end, owner: name });
}

/** `property` and its variants that cache the value or map it to a column. */
const GETTER = /(?:^|\.)(?:abstract|cached_|hybrid_|class|lazy_?)?property$/u;

function readFunction(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const { owner, function: around } = findFrame(reading, span.start);
  const name = node.field('name')?.text() ?? '(anonymous)';
  const parameters = node.field('parameters')?.text() ?? '';
  exportTopLevel(reading, span, name);
  const isMember = owner !== null && around === 0;
  const decorators = consumeDecorators(reading);
  const type = node.field('return_type')?.text();
  const returnType = type === undefined ? null : parseTypeName(type);
  openFunction(reading, span, {
    name: isMember ? `${owner}.${name}` : name,
    owner: isMember ? owner : null,
    decorators,
    ...(type === undefined ? { returnedExpressions: [] } : {}),
    ...(returnType === null ? {} : { returnType }),
    ...(decorators.some((decorator) => GETTER.test(decorator.name))
      ? { isGetter: true as const }
      : {}),
    isAsync: reading.text.startsWith('async', span.start),
    parameters: [...parameters.matchAll(/(?:^\(|,)\s*\**(\w+)/gu)].map(([, match = '']) => match),
  });
  pushFrame(reading, { from: span.start, end: span.end, owner });
}

function readReturn(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const around = reading.functions[findFrame(reading, span.start).function];
  const value = node.child(1)?.text() ?? 'None';
  if (value !== 'None') around?.returnedExpressions?.push(collapseWhitespace(value).slice(0, 300));
}

/** Records a top-level name as exported, since importers of the module can see it. */
function exportTopLevel(reading: FactExtraction, span: NodeRange, name: string): void {
  const { function: around, owner } = findFrame(reading, span.start);
  if (around === 0 && owner === null) {
    reading.exports.push({ exported: name, local: name, source: null });
  }
}

function readDecorator(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const found = /^@([\w.]+)\s*(\([\s\S]*\))?/u.exec(node.text());
  reading.pendingDecorators.push({
    name: found?.[1] ?? '',
    argumentText: found?.[2] ?? '',
    line: span.line,
  });
  pushFrame(reading, { from: span.start, end: span.end, isIgnored: true });
}

function readLoop(reading: FactExtraction, part: SgNode | null, span?: NodeRange): void {
  if (part === null) return;
  const { start, end } = span ?? nodeRange(part);
  const { loops } = findFrame(reading, start);
  pushFrame(reading, {
    from: start,
    end,
    loops: loops + 1,
    isConcurrent: false,
    isOverList: span === undefined,
  });
}

/** The expression before `for` is repeated; the iterable is evaluated once. */
function readComprehension(reading: FactExtraction, node: SgNode): void {
  const body = node.field('body') ?? node.child(1);
  readLoop(reading, body);
}

function readAwait(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const value = node.child(1);
  if (value === null) return;
  const assignment = node.parent();
  const statement = assignment?.parent();
  const isBound =
    assignment?.kind() === 'assignment' && statement?.kind() === 'expression_statement';
  const before = isBound ? statement.prev() : null;
  reading.awaited.set(span.end, {
    start: nodeRange(value).start,
    place: isBound
      ? {
          names: assignment.field('left')?.text().match(/\w+/gu) ?? [],
          start: nodeRange(statement).start,
          previous: before === null ? -1 : nodeRange(before).start,
        }
      : null,
  });
}

/** `x = C()`, `self.x = C()`, `x: T = …`. */
function readAssignment(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const left = node.field('left')?.text() ?? '';
  const value = node.field('right');
  const { function: scope, owner } = findFrame(reading, span.start);
  const isField = /^self\.\w+$/u.test(left);
  if (!isField && !/^\w+$/u.test(left)) return;
  if (!isField && scope === 0 && owner === null) exportTopLevel(reading, span, left);
  const origin = value === null ? null : originOf(reading.text, value);
  const annotation = node.field('type')?.text();
  const known = origin ?? (annotation === undefined ? null : typeOrigin(annotation));
  if (known === null) return;
  const name = left.replace(/^self\./u, '');
  const location = isField
    ? { scope: -1, owner, assigningFunction: scope }
    : { scope: scope === 0 ? -1 : scope, owner: scope === 0 ? owner : null };
  const functionArguments = scope === 0 && value !== null ? collectFunctionArguments(value) : {};
  reading.variables.push({
    name,
    ...known,
    ...readTypeAnnotation(annotation),
    ...functionArguments,
    line: span.line,
    ...location,
  });
}

function originOf(text: string, value: SgNode): RawOrigin | null {
  const node = value.kind() === 'await' ? value.child(1) : value;
  switch (node?.kind()) {
    case 'call': {
      const target = node.field('function');
      if (target === null) return null;
      const at = nodeRange(target);
      const argumentText = readArgumentText(text, at.end, nodeRange(node).end);
      const expression = collapseWhitespace(target.text()).slice(0, 300);
      return { kind: 'call', expression, argumentText };
    }
    case 'identifier':
    case 'attribute':
      return aliasOrigin(node.text());
    case 'conditional_expression': {
      const [then, , otherwise] = node.children().filter((child) => child.isNamed());
      return mergeValueOrigins([then, otherwise].map((branch) => branchOf(text, branch)));
    }
    case 'boolean_operator': {
      // `given or Store()`
      const right = node.field('operator')?.text() === 'or' ? node.field('right') : null;
      return right?.kind() === 'call' ? originOf(text, right) : null;
    }
    case 'parenthesized_expression': {
      const inner = node.children().find((child) => child.isNamed());
      return inner === undefined ? null : originOf(text, inner);
    }
    default:
      return null;
  }
}

/** Returns the origin of a branch; undefined if its value is None. */
function branchOf(text: string, branch: SgNode | undefined): RawOrigin | null | undefined {
  if (branch?.kind() === 'none') return undefined;
  return branch === undefined ? null : originOf(text, branch);
}

/** `with make() as x`. */
function readWithItem(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const pattern = node.child(0);
  const value = pattern?.kind() === 'as_pattern' ? pattern.child(0) : null;
  const name = pattern?.field('alias')?.text() ?? '';
  if (value === null || !/^\w+$/u.test(name)) return;
  const origin = originOf(reading.text, value);
  const { function: scope } = findFrame(reading, span.start);
  if (origin === null || origin.expression === name) return;
  reading.variables.push({
    name,
    ...origin,
    line: span.line,
    scope: scope === 0 ? -1 : scope,
    owner: null,
  });
}

/** `db: Session = Depends(get_db)`. */
function readParameter(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const [, name, type] = /^(\w+)\s*:\s*['"]?([\w.]+)/u.exec(node.text()) ?? [];
  const { function: scope } = findFrame(reading, span.start);
  if (name === undefined || type === undefined) return;
  reading.variables.push({
    name,
    ...typeOrigin(type),
    ...readTypeAnnotation(node.field('type')?.text()),
    line: span.line,
    scope,
    owner: null,
  });
}
