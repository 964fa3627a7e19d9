import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, kindOf } from '../syntax/syntax-node-kinds-spans-and-children.ts';
import type { RawArgument } from './calls-functions-and-imports-of-source-file.ts';
import {
  type FactExtraction,
  findFrame,
  type NodeRange,
  nodeRange,
} from './syntax-tree-visitor-with-scope-frames.ts';

/** Methods that declare routes or mount routers, in any of the frameworks. */
const MAY_ROUTE =
  /\.(get|post|put|patch|delete|del|head|options|all|on|use|route|register|mount|basePath|prefix|include_router|setGlobalPrefix)$/u;
/** Longer callees are statements of their own, such as chains of a query builder. */
const LONGEST_CALLEE = 400;

export function addCall(reading: FactExtraction, node: SgNode, span: NodeRange, prefix = ''): void {
  const frame = findFrame(reading, span.start);
  const target = node.field(prefix === '' ? 'function' : 'constructor');
  if (frame.isIgnored || target === null) return;
  const at = nodeRange(target);
  const callee = prefix + collapseWhitespace(reading.text.slice(at.start, at.end));
  const awaited = reading.awaited.get(span.end);
  const isAwaited = awaited !== undefined && awaited.start === span.start;
  const call = {
    callee: callee.slice(-LONGEST_CALLEE),
    ...span,
    isAwaited,
    loops: frame.loops,
    isConcurrent: frame.isConcurrent,
    isOverList: frame.isOverList,
    argumentText: readArgumentText(reading.text, at.end, span.end),
    arguments: MAY_ROUTE.test(callee) ? rawArguments(reading, node) : [],
    callbacks: [],
    place: isAwaited ? awaited.place : null,
  };
  reading.callsByEnd.set(span.end, call);
  reading.functions[frame.function]?.calls.push(call);
}

/** Returns the text from the opening bracket on; type arguments and `?.` may precede it. */
export function readArgumentText(text: string, from: number, to: number): string {
  const open = text.indexOf('(', from);
  return open === -1 || open >= to ? '' : text.slice(open, to);
}

function rawArguments(reading: FactExtraction, node: SgNode): readonly RawArgument[] {
  return argumentsOf(node).map((argument) => {
    const { start, end } = nodeRange(argument);
    return { kind: kindOf(argument), text: reading.text.slice(start, end), start, end };
  });
}

/** Collapses white space and removes it around dots, since chains span several lines. */
export function collapseWhitespace(text: string): string {
  return text.includes('\n') || text.includes(' ')
    ? text.replace(/\s+/gu, ' ').replace(/ ?(\??\.) ?/gu, '$1')
    : text;
}
