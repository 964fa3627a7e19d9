import type { SgNode } from '@ast-grep/napi';
import { nodeRange } from './extract/syntax-tree-visitor-with-scope-frames.ts';
import { detectLanguage, type Parser } from './load-parser.ts';
import { declaredNames } from './syntax/declared-names.ts';
import { FUNCTION_KINDS, functionName, startsAsync } from './syntax/function-nodes.ts';
import { nodesOf, partsOf } from './syntax/syntax-node-kinds-spans-and-children.ts';

export interface FunctionBodyPlace {
  /** Offset in UTF-16 units after the opening brace and any directives, or of the expression. */
  readonly start: number;
  /** Offset of the closing brace, or behind the expression. */
  readonly end: number;
  /** An arrow that has an expression in place of a block. */
  readonly isExpression: boolean;
  readonly isAsync: boolean;
  /** Expression that yields the list of arguments inside the body; null: there is none. */
  readonly givenList: string | null;
  readonly isConstructor: boolean;
  /** True if the type of `this` is known in the body: it is in classes and object literals. */
  readonly isMethod: boolean;
  /** True if calls give the body a `this` of its own. */
  readonly hasOwnThis: boolean;
  readonly whole: { readonly start: number; readonly end: number };
  /** True where the function has no parameters and does not use `arguments`. */
  readonly takesNothing: boolean;
}

/** Body that can be moved into a function of its own, or the reason why it cannot. */
export type FoundBody =
  | { readonly type: 'found'; readonly place: FunctionBodyPlace }
  | { readonly type: 'refused'; readonly reason: string };

/**
 * Finds the bodies of functions, in the order of `wanted`.
 * @param functions - Lines from 1 on which the functions begin and end, as `CodeFunction` has them.
 * @param hasConstructors - True: constructors too, from behind the call of `super`.
 */
export function findBodies(
  parser: Parser,
  file: string,
  text: string,
  functions: readonly { readonly line: number; readonly endLine: number; readonly name: string }[],
  hasConstructors = false,
): readonly FoundBody[] {
  const language = detectLanguage(file);
  if (language === null || language === 'Python') {
    return functions.map(() => refuse('the code is neither JavaScript nor TypeScript'));
  }
  const root = parser.parse(language, text).root();
  const functionNodes = nodesOf(root, ...FUNCTION_KINDS);
  return functions.map(({ line, endLine, name }) => {
    const onSameLines = functionNodes.filter((node) => {
      const span = nodeRange(node);
      return span.line === line && span.endLine === endLine;
    });
    const memberName = name.split('.').at(-1) ?? name;
    const withSameName = onSameLines.filter((node) => functionName(node) === memberName);
    // Without a match by name, the first function on the line is the outermost.
    const [match] = withSameName.length > 0 ? withSameName : onSameLines;
    return match === undefined
      ? refuse('the function was not found in its file')
      : locateBody(match, text, hasConstructors);
  });
}

function refuse(reason: string): FoundBody {
  return { type: 'refused', reason };
}

function locateBody(node: SgNode, text: string, hasConstructors: boolean): FoundBody {
  if (String(node.kind()).startsWith('generator') || isGeneratorMethod(node)) {
    return refuse('the function is a generator');
  }
  const isMethod = node.kind() === 'method_definition';
  const isConstructor = isMethod && node.field('name')?.text() === 'constructor';
  if (isConstructor && !hasConstructors) return refuse('the function is a constructor');
  const body = node.field('body');
  if (body === null) return refuse('the function has no body');
  const afterSuper = isConstructor ? endOfSuperCall(body) : null;
  if (afterSuper === 'nested') return refuse('`super` is called within a statement');
  if (redeclaresParameter(node, body))
    return refuse('the function redeclares one of its parameters');
  const span = nodeRange(body);
  const isAsync = startsAsync(text.slice(nodeRange(node).start, span.start));
  const givenList = argumentListExpression(node);
  const takesNothing = listParameters(node).length === 0 && !/\barguments\b/u.test(body.text());
  const isExpression = body.kind() !== 'statement_block';
  const [start, end] = isExpression
    ? [span.start, span.end]
    : [afterSuper ?? afterDirectives(body), span.end - 1];
  const hasOwnThis = node.kind() !== 'arrow_function';
  const { start: from, end: to } = nodeRange(node);
  const whole = { start: from, end: to };
  return {
    type: 'found',
    place: {
      start,
      end,
      isExpression,
      isAsync,
      givenList,
      whole,
      takesNothing,
      isConstructor,
      isMethod,
      hasOwnThis,
    },
  };
}

/** Arrow functions have no `arguments` of their own, and destructured parameters no name. */
function argumentListExpression(node: SgNode): string | null {
  if (node.kind() !== 'arrow_function') return '[...arguments]';
  const names: string[] = [];
  for (const parameter of listParameters(node)) {
    const pattern = parameter.field('pattern') ?? parameter.field('left') ?? parameter;
    if (!/^(?:\.\.\.)?[\p{L}\p{N}_$]+$/u.test(pattern.text())) return null;
    names.push(pattern.text());
  }
  return `[${names.join(', ')}]`;
}

function listParameters(node: SgNode): readonly SgNode[] {
  const single = node.field('parameter');
  const list = node.field('parameters');
  if (single !== null) return [single];
  return list === null ? [] : partsOf(list);
}

function isGeneratorMethod(node: SgNode): boolean {
  return node.children().some((child) => child.kind() === '*');
}

/** Returns the offset after directives such as `'use strict'`, which only work at the start. */
function afterDirectives(body: SgNode): number {
  let at = nodeRange(body).start + 1;
  for (const child of body.children()) {
    const kind = String(child.kind());
    if (kind === '{' || kind === 'comment') continue;
    if (kind !== 'expression_statement' || child.child(0)?.kind() !== 'string') break;
    at = nodeRange(child).end;
  }
  return at;
}

/** Returns the offset behind the statement that calls `super`; null: none does. */
function endOfSuperCall(body: SgNode): number | null | 'nested' {
  const calls = /\bsuper\s*\(/u;
  const statement = body.children().find((child) => calls.test(child.text()));
  if (statement === undefined) return null;
  return /^super\s*\(/u.test(statement.text()) ? nodeRange(statement).end : 'nested';
}

/** True if a `var` or function is named as a parameter: in a separate function it would differ. */
function redeclaresParameter(node: SgNode, body: SgNode): boolean {
  const list = node.field('parameters') ?? node.field('parameter');
  const parameters = new Set(list?.text().match(/[\w$]+/gu) ?? []);
  return declaredNames(body).some(
    (declaredName) =>
      (declaredName.kind === 'var' || declaredName.kind === 'function') &&
      parameters.has(declaredName.node.text()),
  );
}
