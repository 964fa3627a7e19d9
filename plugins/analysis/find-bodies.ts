import type { SgNode } from '@ast-grep/napi';
import { spanOf } from './extract/reading.ts';
import { languageOf, type Parser } from './load-parser.ts';
import { FUNCTION_KINDS } from './syntax/functions.ts';
import { nodesOf } from './syntax/nodes.ts';

/** Where the body of a function stands in its file. */
export interface FunctionBodyPlace {
  /** Offset in UTF-16 units behind the opening brace and what has to stand first, or of the expression. */
  readonly start: number;
  /** Offset of the closing brace, or behind the expression. */
  readonly end: number;
  /** An arrow that has an expression in place of a block. */
  readonly isExpression: boolean;
  readonly isAsync: boolean;
  /** What inside of it gives the list of what it was called with; null: it cannot be had there. */
  readonly givenList: string | null;
  /** No parameter stands there, and `arguments` is not asked for. */
  readonly takesNothing: boolean;
}

/** A body that can stand in a function of its own, or why it cannot. */
export type FoundBody =
  | { readonly type: 'found'; readonly place: FunctionBodyPlace }
  | { readonly type: 'refused'; readonly reason: string };

/**
 * The bodies of functions, in the order in which they are asked for.
 * @param wanted - Lines from 1 on which the functions begin and end, as `CodeFunction` has them.
 */
export function findBodies(
  parser: Parser,
  file: string,
  text: string,
  wanted: readonly { readonly line: number; readonly endLine: number; readonly name: string }[],
): readonly FoundBody[] {
  const language = languageOf(file);
  if (language === null || language === 'Python') {
    return wanted.map(() => refuse('it is neither JavaScript nor TypeScript'));
  }
  const root = parser.parse(language, text).root();
  const all = nodesOf(root, ...FUNCTION_KINDS);
  return wanted.map(({ line, endLine, name }) => {
    const there = all.filter((node) => {
      const span = spanOf(node);
      return span.line === line && span.endLine === endLine;
    });
    const short = name.split('.').at(-1) ?? name;
    const named = there.filter((node) => nameOf(node) === short);
    // Of several on one line without the name the outermost is the first.
    const [one] = named.length > 0 ? named : there;
    return one === undefined ? refuse('it was not found in its file') : bodyOf(one, text);
  });
}

function refuse(reason: string): FoundBody {
  return { type: 'refused', reason };
}

/** By itself, or by what it is assigned to. */
function nameOf(node: SgNode): string | null {
  const own = node.field('name')?.text();
  if (own !== undefined) return own;
  const parent = node.parent();
  const place =
    parent?.field('name') ??
    parent?.field('key') ??
    parent?.field('property') ??
    parent?.field('left');
  return place?.text().split('.').at(-1) ?? null;
}

function bodyOf(node: SgNode, text: string): FoundBody {
  if (String(node.kind()).startsWith('generator') || isGeneratorMethod(node)) {
    return refuse('it is a generator');
  }
  if (node.kind() === 'method_definition' && node.field('name')?.text() === 'constructor') {
    return refuse('it is a constructor');
  }
  const body = node.field('body');
  if (body === null) return refuse('it has no body');
  if (declaresParametersAnew(node, body)) return refuse('it declares one of its parameters anew');
  const span = spanOf(body);
  const isAsync = isAsyncHead(text.slice(spanOf(node).start, span.start));
  const givenList = givenListOf(node);
  const takesNothing = parametersOf(node).length === 0 && !/\barguments\b/u.test(body.text());
  if (body.kind() !== 'statement_block') {
    return {
      type: 'found',
      place: {
        start: span.start,
        end: span.end,
        isExpression: true,
        isAsync,
        givenList,
        takesNothing,
      },
    };
  }
  return {
    type: 'found',
    place: {
      start: afterDirectives(body),
      end: span.end - 1,
      isExpression: false,
      isAsync,
      givenList,
      takesNothing,
    },
  };
}

/** An arrow has no `arguments` of its own, and a pattern in its brackets no name. */
function givenListOf(node: SgNode): string | null {
  if (node.kind() !== 'arrow_function') return '[...arguments]';
  const names: string[] = [];
  for (const one of parametersOf(node)) {
    const plain = one.field('pattern') ?? one.field('left') ?? one;
    if (!/^(?:\.\.\.)?[\p{L}\p{N}_$]+$/u.test(plain.text())) return null;
    names.push(plain.text());
  }
  return `[${names.join(', ')}]`;
}

function parametersOf(node: SgNode): SgNode[] {
  const single = node.field('parameter');
  const all = single === null ? (node.field('parameters')?.children() ?? []) : [single];
  return all.filter((one) => one.isNamed() && one.kind() !== 'comment');
}

function isGeneratorMethod(node: SgNode): boolean {
  return node.children().some((child) => child.kind() === '*');
}

function isAsyncHead(head: string): boolean {
  return /^(?:(?:public|private|protected|static|override)\s+)*async\b/u.test(head);
}

/** `'use strict'` and its like are heard only where they stand first. */
function afterDirectives(body: SgNode): number {
  let at = spanOf(body).start + 1;
  for (const child of body.children()) {
    const kind = String(child.kind());
    if (kind === '{' || kind === 'comment') continue;
    if (kind !== 'expression_statement' || child.child(0)?.kind() !== 'string') break;
    at = spanOf(child).end;
  }
  return at;
}

/** In a function of its own, `var a` would be another `a` than the parameter. */
function declaresParametersAnew(node: SgNode, body: SgNode): boolean {
  const list = node.field('parameters') ?? node.field('parameter');
  const parameters = new Set(list?.text().match(/[\w$]+/gu) ?? []);
  if (parameters.size === 0) return false;
  const rule = {
    any: ['variable_declaration', 'function_declaration', 'for_in_statement'].map((kind) => ({
      kind,
    })),
  };
  return body
    .findAll({ rule })
    .some((one) => namesDeclared(one).some((name) => parameters.has(name)));
}

/** Names that a declaration makes for the whole function around it. */
function namesDeclared(node: SgNode): readonly string[] {
  const wordsOf = (part: SgNode | null): readonly string[] => part?.text().match(/[\w$]+/gu) ?? [];
  switch (node.kind()) {
    case 'function_declaration':
      return wordsOf(node.field('name'));
    case 'for_in_statement':
      return node.field('kind')?.text() === 'var' ? wordsOf(node.field('left')) : [];
    default:
      return node.children().flatMap((child) => wordsOf(child.field('name')));
  }
}
