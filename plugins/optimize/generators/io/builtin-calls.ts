import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  functionAround,
  isAsync,
  nodesOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { CodemodSource } from '../codemod.ts';
import { collectDeclaredNames, collectReferencedNames } from './find-declarations.ts';
import { resolveImport } from './module-imports.ts';

/** A call of a function of `node:fs`, `node:fs/promises` or `node:child_process`. */
export interface BuiltinCall {
  readonly call: SgNode;
  readonly module: string;
  readonly name: string;
  readonly given: readonly SgNode[];
}

/** Finds calls of given functions of one module, by their exported names. */
export function findBuiltinCalls(
  source: CodemodSource,
  module: string,
  names: ReadonlySet<string>,
): readonly BuiltinCall[] {
  // Most files call none of them, and resolving names takes much longer than this search.
  if (![...names].some((name) => source.text.includes(name))) return [];
  return nodesOf(source.root, 'call_expression').flatMap((call) => {
    const callee = call.field('function');
    const origin = callee ? resolveImport(source, callee) : null;
    if (origin?.module !== module || !names.has(origin.name)) return [];
    return [{ call, module, name: origin.name, given: argumentsOf(call) }];
  });
}

/**
 * True if `await` can be put in front of a call without other code interfering: the call stands
 * directly in an async function that changes only its own variables.
 */
export function canAwait(call: SgNode): boolean {
  const scope = functionAround(call);
  if (scope === null || !isAsync(scope)) return false;
  const parameters = scope.field('parameters');
  const isDefault =
    parameters !== null && call.ancestors().some((ancestor) => ancestor.id() === parameters.id());
  return !isDefault && writesOnlyOwn(scope);
}

function writesOnlyOwn(scope: SgNode): boolean {
  const own = collectDeclaredNames(scope);
  const targets = [
    ...nodesOf(scope, 'assignment_expression').map((node) => node.field('left')),
    ...nodesOf(scope, 'augmented_assignment_expression').map((node) => node.field('left')),
    ...nodesOf(scope, 'update_expression').map((node) => node.field('argument')),
  ];
  return targets.every(
    (target) =>
      target !== null &&
      nodesOf(target, 'this').length === 0 &&
      [...collectReferencedNames(target)].every((name) => own.has(name)),
  );
}

/** True if text is requested, by a constant encoding. */
export function isTextRead(given: readonly SgNode[]): boolean {
  const [, options, ...more] = given;
  if (options === undefined || more.length > 0) return false;
  const encoding =
    stringValue(options) ?? /^\{\s*encoding:\s*['"]([\w-]+)['"],?\s*\}$/u.exec(options.text())?.[1];
  return encoding !== undefined && /^(?:utf-?8|latin1|ascii)$/iu.test(encoding);
}

/** True for a path that is the same on every call: a literal, or a path relative to the module. */
export function isConstantPath(path: SgNode | undefined): boolean {
  if (path === undefined) return false;
  if (stringValue(path) !== null) return true;
  const besides =
    /^(?:path\.)?(?:join|resolve)\((?:__dirname|import\.meta\.dirname)(?:,\s*'[^'\\]*'|,\s*"[^"\\]*")+\)$/u;
  return (
    besides.test(path.text()) || /^new URL\('[^'\\]*',\s*import\.meta\.url\)$/u.test(path.text())
  );
}
