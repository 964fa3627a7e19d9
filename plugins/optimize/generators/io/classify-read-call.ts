import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  bare,
  isAsync,
  kindOf,
  nodesOf,
  partsOf,
  propertyOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { CodemodSource } from '../codemod.ts';
import {
  collectDeclaredNames,
  collectReferencedNames,
  findDeclarations,
} from './find-declarations.ts';
import { listImports, resolveImport } from './module-imports.ts';

/** Source that a call reads from; calls that change anything have no kind. */
export type ReadKind = 'file' | 'request' | 'query' | 'named';

const FILE_READS = new Set(['readFile', 'stat', 'lstat', 'readdir', 'access', 'realpath']);
/** Names of functions that only read. */
const READING_NAME = /^(?:get|find|fetch|load|read|list|count|search|lookup)(?:[A-Z]|$)/u;
/** `getOrCreate`, `fetchAndStore`, `loadNext`: they read and do more. */
const MORE_THAN_READING =
  /(?:And|Or)[A-Z]|Create|Update|Insert|Delete|Remove|Save|Store|Write|Next|Lock|Token|Upsert|Reset/u;
/** Receivers that run one query at a time: concurrency gains nothing, and order may matter. */
const ONE_CONNECTION = /client|conn|trx|\btx\b|transaction|session|runner|manager/iu;
const PLAIN_KINDS = new Set([
  'identifier',
  'this',
  'string',
  'number',
  'true',
  'false',
  'null',
  'undefined',
  'property_identifier',
  'shorthand_property_identifier',
  'string_fragment',
  'escape_sequence',
  'template_string',
  'template_substitution',
  'member_expression',
  'subscript_expression',
  'object',
  'array',
  'pair',
  'spread_element',
  'binary_expression',
  'unary_expression',
  'ternary_expression',
  'parenthesized_expression',
  'as_expression',
  'non_null_expression',
  'optional_chain',
  'predefined_type',
  'type_identifier',
  'regex',
  'regex_pattern',
  'regex_flags',
]);

/** True if evaluating an expression only reads names and properties, and computes. */
export function isSideEffectFree(node: SgNode): boolean {
  if (!PLAIN_KINDS.has(kindOf(node))) return false;
  if (node.kind() === 'unary_expression' && /^delete\b/u.test(node.text())) return false;
  return partsOf(node).every(isSideEffectFree);
}

/**
 * Returns the source a call reads from; null if the call or its arguments may do more than read.
 * Looks through a `.then` that reads the body of a response.
 */
export function classifyRead(source: CodemodSource, node: SgNode): ReadKind | null {
  const call = unwrapThen(bare(node));
  if (call?.kind() !== 'call_expression' || !argumentsOf(call).every(isSideEffectFree)) return null;
  const callee = call.field('function');
  if (callee === null) return null;
  const origin = resolveImport(source, callee);
  if (origin?.module === 'fs/promises') return FILE_READS.has(origin.name) ? 'file' : null;
  if (origin?.module === 'fs') return null;
  if (isRequest(source, call, callee)) return 'request';
  if (callee.kind() === 'member_expression') return readOfMember(source, call, callee);
  return callee.kind() === 'identifier' && isNamedRead(source, callee.text()) ? 'named' : null;
}

/** The call in front of `.then((response) => response.json())`. */
export function unwrapThen(node: SgNode): SgNode | null {
  const callee = node.kind() === 'call_expression' ? node.field('function') : null;
  if (callee?.kind() !== 'member_expression' || callee.field('property')?.text() !== 'then') {
    return node;
  }
  const [handler, ...more] = argumentsOf(node);
  const isBody = /^\(?(\w+)\)?\s*=>\s*\1\.(?:json|text|arrayBuffer)\(\)$/u;
  if (handler === undefined || more.length > 0 || !isBody.test(handler.text())) return null;
  return callee.field('object');
}

function isRequest(source: CodemodSource, call: SgNode, callee: SgNode): boolean {
  const [, options] = argumentsOf(call);
  const origin = resolveImport(source, callee);
  if (origin?.module === 'axios') return origin.name === 'get';
  const isGlobal = callee.text() === 'fetch' && findDeclarations(source.root, 'fetch').length === 0;
  if (!isGlobal && !(origin?.module === 'undici' && origin.name === 'fetch')) return false;
  // A `Request` defines its own method.
  if (/^req(?:uest)?s?$/iu.test(argumentsOf(call)[0]?.text() ?? 'request')) return false;
  if (options === undefined) return true;
  if (options.kind() !== 'object' || nodesOf(options, 'spread_element').length > 0) return false;
  const method = propertyOf(options, 'method');
  const isGet = method === null || /^(?:get|head)$/iu.test(stringValue(method) ?? '');
  return isGet && propertyOf(options, 'body') === null;
}

function readOfMember(source: CodemodSource, call: SgNode, callee: SgNode): ReadKind | null {
  const receiver = callee.field('object');
  const method = callee.field('property')?.text() ?? '';
  if (receiver === null || !isSideEffectFree(receiver)) return null;
  // A pool is accepted under any name, since it gives each query its own connection.
  if (method === 'query' && isConnectionPool(source, receiver))
    return isSelect(call) ? 'query' : null;
  if (ONE_CONNECTION.test(receiver.text())) return null;
  const isImportedModule = resolveImport(source, callee) !== null;
  const isReading = READING_NAME.test(method) && !MORE_THAN_READING.test(method);
  // A plain `get` is how maps, headers and forms are read, which needs no waiting.
  if (!isReading || method === 'get') return null;
  // Each read from a stream returns something different.
  if (method.startsWith('read') && !isImportedModule) return null;
  if (receiver.kind() === 'this') return isReadingMethod(call, method) ? 'named' : null;
  return isImportedModule || /^(?:this\.)?\w+(?:\.\w+)?$/u.test(receiver.text()) ? 'named' : null;
}

/**
 * True if a name is a pool made here by `new Pool(…)` of pg or `createPool` of mysql2, or returned
 * by a function of the file that makes one and returns nothing else.
 */
export function isConnectionPool(source: CodemodSource, receiver: SgNode): boolean {
  const [binding, ...others] = findDeclarations(source.root, receiver.text());
  const made = binding?.parent()?.field('value');
  if (receiver.kind() !== 'identifier' || others.length > 0 || !made) return false;
  return makesPool(source, made) || isHandedOut(source, made);
}

/** True for a call without arguments to a function of the file that always returns the one pool. */
function isHandedOut(source: CodemodSource, made: SgNode): boolean {
  const callee = made.kind() === 'call_expression' ? made.field('function') : null;
  if (callee?.kind() !== 'identifier' || argumentsOf(made).length > 0) return false;
  const [opener, ...others] = findDeclarations(source.root, callee.text());
  const scope = opener?.parent();
  if (others.length > 0 || scope?.kind() !== 'function_declaration' || isAsync(scope)) return false;
  const returned = new Set(
    nodesOf(scope, 'return_statement').map((node) => partsOf(node)[0]?.text() ?? ''),
  );
  const [name = '', ...more] = returned;
  const [declared, ...again] = findDeclarations(source.root, name);
  if (more.length > 0 || declared === undefined || again.length > 0) return false;
  const values = [
    declared.parent()?.field('value'),
    ...nodesOf(source.root, 'assignment_expression')
      .filter((node) => node.field('left')?.text() === name)
      .map((node) => node.field('right')),
  ].filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => makesPool(source, value));
}

function makesPool(source: CodemodSource, made: SgNode): boolean {
  const maker =
    made.kind() === 'new_expression' ? made.field('constructor') : made.field('function');
  const origin = maker ? resolveImport(source, maker) : null;
  if (origin === null) return false;
  return origin.module === 'pg'
    ? origin.name === 'Pool'
    : origin.module === 'mysql2/promise' && origin.name === 'createPool';
}

/** True if the query is a constant that begins with SELECT and has no locks or side effects. */
function isSelect(call: SgNode): boolean {
  const [text] = argumentsOf(call);
  const sql = text === undefined ? null : stringValue(text);
  return sql !== null && isReadOnlySql(sql);
}

export function isReadOnlySql(sql: string): boolean {
  const isLocking =
    /\bfor\s+(?:no\s+)?(?:key\s+)?(?:update|share)|\b(?:nextval|setval|into|pg_\w+)\b|;/iu;
  return /^\s*select\b/iu.test(sql) && !isLocking.test(sql);
}

/** True for a method of the enclosing class that only reads; inherited methods may do anything. */
function isReadingMethod(call: SgNode, name: string): boolean {
  const body = call.ancestors().find((ancestor) => ancestor.kind() === 'class_body');
  const found =
    body === undefined
      ? []
      : partsOf(body).filter((member) => member.field('name')?.text() === name);
  const [method, ...others] = found;
  return (
    method?.kind() === 'method_definition' &&
    others.length === 0 &&
    isAsync(method) &&
    changesNothing(method)
  );
}

/** True for a reader's name, imported or of an async function here that only reads. */
function isNamedRead(source: CodemodSource, name: string): boolean {
  if (!READING_NAME.test(name) || MORE_THAN_READING.test(name)) return false;
  const origin = listImports(source).get(name);
  if (origin !== undefined) return !/^(?:fs|crypto|child_process)$/u.test(origin.module);
  const [binding, ...others] = findDeclarations(source.root, name);
  const owner = binding?.parent();
  if (others.length > 0 || !owner) return false;
  const scope = owner.kind() === 'variable_declarator' ? owner.field('value') : owner;
  return scope !== null && isAsync(scope) && changesNothing(scope);
}

const CHANGING_CALL =
  /\.(?:push|pop|shift|unshift|splice|set|add|delete|clear|write\w*|append\w*|send|post|put|patch|insert\w*|update\w*|save\w*|create\w*|remove\w*)$/u;

/** True if a function assigns only its own variables and calls nothing named like a change. */
function changesNothing(scope: SgNode): boolean {
  const own = collectDeclaredNames(scope);
  const made = namesOfMade(scope);
  const isOwn = (target: SgNode | null): boolean => {
    if (target === null) return false;
    const names = [...collectReferencedNames(target)];
    // A local name may refer to an object from outside, unless the object was made here.
    return target.kind() === 'identifier'
      ? own.has(target.text())
      : names.length > 0 &&
          nodesOf(target, 'this').length === 0 &&
          names.every((name) => made.has(name));
  };
  const targets = [
    ...nodesOf(scope, 'assignment_expression').map((node) => node.field('left')),
    ...nodesOf(scope, 'augmented_assignment_expression').map((node) => node.field('left')),
    ...nodesOf(scope, 'update_expression').map((node) => node.field('argument')),
  ];
  return (
    targets.every(isOwn) &&
    nodesOf(scope, 'call_expression').every((call) => {
      const callee = call.field('function');
      const object = callee?.field('object') ?? null;
      const isOnMade = object !== null && made.has(object.text());
      return callee === null || !CHANGING_CALL.test(callee.text()) || isOnMade;
    })
  );
}

/** Returns the variables of a function that are initialized with a literal or `new`. */
function namesOfMade(scope: SgNode): ReadonlySet<string> {
  const makers = nodesOf(scope, 'variable_declarator').filter((node) =>
    /^(?:array|object|new_expression)$/u.test(kindOf(node.field('value') ?? node)),
  );
  return new Set(makers.map((maker) => maker.field('name')?.text() ?? ''));
}
