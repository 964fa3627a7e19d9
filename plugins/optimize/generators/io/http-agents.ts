import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, nodesOf } from '../../../analysis/index.ts';
import type { CodemodSource } from '../codemod.ts';
import { resolveImport } from './module-imports.ts';

/** An agent of `node:http` or `node:https` that is made somewhere. */
export interface ConstructedAgent {
  readonly made: SgNode;
  /** null if no options are passed. */
  readonly options: SgNode | null;
}

/** Finds each `new Agent(…)` of `node:http` and `node:https` with literal options or none. */
export function findHttpAgents(source: CodemodSource): readonly ConstructedAgent[] {
  if (!source.text.includes('Agent')) return [];
  return nodesOf(source.root, 'new_expression').flatMap((made) => {
    const named = made.field('constructor');
    const origin = named ? resolveImport(source, named) : null;
    const [options = null, ...more] = argumentsOf(made);
    const isAgent = /^https?$/u.test(origin?.module ?? '') && origin?.name === 'Agent';
    const isKnown = more.length === 0 && (options === null || options.kind() === 'object');
    return isAgent && isKnown ? [{ made, options }] : [];
  });
}

/** Finds the literal options passed to requests of `node:http` or `node:https`. */
export function findRequestOptions(source: CodemodSource): readonly SgNode[] {
  if (!/\b(?:get|request)\b/u.test(source.text) || !/['"](?:node:)?https?['"]/u.test(source.text))
    return [];
  return nodesOf(source.root, 'call_expression').flatMap((call) => {
    const callee = call.field('function');
    const origin = callee ? resolveImport(source, callee) : null;
    const isRequest =
      /^https?$/u.test(origin?.module ?? '') && /^(?:get|request)$/u.test(origin?.name ?? '');
    return isRequest ? argumentsOf(call).filter((given) => given.kind() === 'object') : [];
  });
}
