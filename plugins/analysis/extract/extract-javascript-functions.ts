import type { SgNode } from '@ast-grep/napi';
import { startsAsync } from '../syntax/function-nodes.ts';
import type { RawDecorator } from './calls-functions-and-imports-of-source-file.ts';
import { parseTypeName } from './parse-type-name.ts';
import {
  consumeDecorators,
  type FactExtraction,
  findFrame,
  type NodeRange,
  nodeRange,
  openFunction,
  pushFrame,
} from './syntax-tree-visitor-with-scope-frames.ts';

/** Methods, such as those of arrays, that run their callback once for each element. */
const ITERATION =
  /\.(?:map|forEach|filter|flatMap|some|every|find|findIndex|findLast|findLastIndex|reduce|reduceRight|sort|toSorted)$/u;

export function readMethod(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const { owner } = findFrame(reading, span.start);
  const name = node.field('name')?.text() ?? '(anonymous)';
  const own = node.children().filter((child) => child.kind() === 'decorator');
  const decorators = [...consumeDecorators(reading), ...own.map(toDecorator)];
  open(reading, node, span, {
    name: owner === null ? name : `${owner}.${name}`,
    owner,
    decorators,
  });
}

/** Reads functions and arrow functions: named, named by their assignment, or anonymous. */
export function readFunction(reading: FactExtraction, node: SgNode, span: NodeRange): void {
  const own = node.field('name')?.text();
  const parent = node.parent();
  const kind = String(parent?.kind() ?? '');
  if (kind === 'arguments' && parent !== null) {
    readCallback(reading, node, span, parent, own ?? '(anonymous)');
    return;
  }
  const isDeclared = String(node.kind()).endsWith('declaration');
  const frame = findFrame(reading, span.start);
  const assigned =
    isDeclared || parent === null ? undefined : assignedName(parent, kind, frame.owner);
  const isMember = assigned?.includes('.') === true;
  const name = assigned ?? own ?? (kind === 'export_statement' ? 'default' : '(anonymous)');
  const owner = isMember ? name.slice(0, name.lastIndexOf('.')) : null;
  open(reading, node, span, { name, owner, decorators: [] });
}

function readCallback(
  reading: FactExtraction,
  node: SgNode,
  span: NodeRange,
  list: SgNode,
  name: string,
): void {
  const call = reading.callsByEnd.get(nodeRange(list).end);
  const isAsync = startsAsync(reading.text.slice(span.start, span.start + 60));
  if (call !== undefined && ITERATION.test(call.callee)) {
    const { loops } = findFrame(reading, span.start);
    // Each iteration of `reduce` receives the promise of the previous iteration and waits for it.
    const isConcurrent = isAsync && !/\.reduce(?:Right)?$/u.test(call.callee);
    pushFrame(reading, {
      from: span.start,
      end: span.end,
      loops: loops + 1,
      isConcurrent,
      isOverList: true,
    });
    return;
  }
  const index = open(reading, node, span, { name, owner: null, decorators: [] });
  call?.callbacks.push(index);
}

function open(
  reading: FactExtraction,
  node: SgNode,
  span: NodeRange,
  known: {
    readonly name: string;
    readonly owner: string | null;
    readonly decorators: readonly RawDecorator[];
  },
): number {
  const list = node.field('parameters') ?? node.field('parameter');
  const around = findFrame(reading, span.start);
  const type = node.field('return_type')?.text().replace(/^:/u, '');
  const returnType = type === undefined ? null : parseTypeName(type);
  const isGetter =
    String(node.kind()) === 'method_definition' && isGetterText(reading.text, span.start);
  const index = openFunction(reading, span, {
    ...known,
    ...(returnType === null ? {} : { returnType }),
    ...(isGetter ? { isGetter } : {}),
    isAsync: startsAsync(reading.text.slice(span.start, span.start + 60)),
    parameters: list === null ? [] : namesOf(list.text()),
  });
  // Functions inside of a method see its class by `this`.
  pushFrame(reading, { from: span.start, end: span.end, owner: around.owner ?? known.owner });
  return index;
}

function assignedName(parent: SgNode, kind: string, owner: string | null): string | undefined {
  const member = (name: string): string => (owner === null ? name : `${owner}.${name}`);
  switch (kind) {
    case 'variable_declarator':
      return parent.field('name')?.text();
    case 'pair':
      return member((parent.field('key')?.text() ?? '(anonymous)').replace(/^['"]|['"]$/gu, ''));
    case 'public_field_definition':
      return member(parent.field('name')?.text() ?? '(anonymous)');
    case 'field_definition':
      return member(parent.field('property')?.text() ?? '(anonymous)');
    case 'assignment_expression': {
      const left = parent.field('left')?.text() ?? '';
      if (left === 'module.exports') return 'default';
      return left
        .replace(/^(?:module\.)?exports\./u, '')
        .replace('.prototype.', '.')
        .replace(/^this\./u, owner === null ? 'this.' : `${owner}.`);
    }
    default:
      return undefined;
  }
}

export function toDecorator(node: SgNode): RawDecorator {
  const found = /^@([\w$.]+)\s*(\([\s\S]*\))?/u.exec(node.text());
  return {
    name: found?.[1] ?? '',
    argumentText: found?.[2] ?? '',
    line: nodeRange(node).line,
  };
}

function isGetterText(text: string, start: number): boolean {
  const head = text.slice(start, start + 60);
  return /^(?:(?:public|private|protected|static|override|abstract)\s+)*get\s+[\w$#]/u.test(head);
}

/** Returns the names of plain parameters; destructured parameters have an empty name. */
function namesOf(list: string): readonly string[] {
  const inner = list.replace(/^\(|\)$/gu, '');
  if (inner.trim() === '') return [];
  return inner
    .split(',')
    .map(
      (parameter) =>
        /^\s*(?:(?:public|private|protected|readonly)\s+)*([\w$]+)/u.exec(parameter)?.[1] ?? '',
    );
}
