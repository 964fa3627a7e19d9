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
  onlyDeclaration,
} from './find-declarations.ts';
import { listImports, resolveImport } from './module-imports.ts';
import { isConnectionPool, isReadOnlySql } from './postgres-queries.ts';

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
const PLAIN_KIND =
  /^(?:identifier|this|string|number|true|false|null|undefined|(?:shorthand_)?property_identifier|string_fragment|escape_sequence|template_string|template_substitution|object|array|pair|spread_element|(?:member|subscript|binary|unary|ternary|parenthesized|as|non_null)_expression|optional_chain|predefined_type|type_identifier|regex(?:_pattern|_flags)?)$/u;

/** True if evaluating an expression only reads names and properties, and computes. */
export function isSideEffectFree(node: SgNode): boolean {
  if (!PLAIN_KIND.test(kindOf(node))) return false;
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
    return isReadOnlySql(stringValue(argumentsOf(call)[0] ?? call) ?? '') ? 'query' : null;
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
  const owner = onlyDeclaration(source.root, name)?.parent();
  if (!owner) return false;
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

/** Names of reads by key, unless they do more. */
const READ_BY_KEY = /^(?:get|find|load|read|lookup|resolve|fetch)(?:[A-Z]|$)/u;
const MORE_THAN_READ_BY_KEY =
  /(?:And|Or)[A-Z]|Create|Update|Delete|Save|Store|Write|Next|Lock|Token|Random|Stream|Cursor/u;

/** True if the name of a function says that it only reads something by a key. */
export function isReadFunctionName(name: string): boolean {
  return READ_BY_KEY.test(name) && !MORE_THAN_READ_BY_KEY.test(name);
}
