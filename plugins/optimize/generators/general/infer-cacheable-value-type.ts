import type { SgNode } from '@ast-grep/napi';
import { bare, kindOf, methodCallOf } from '../../../analysis/index.ts';
import type { AnalysisContext } from '../codemod.ts';
import { findOwnNodes } from './syntax-node-lookups.ts';

/** Type of a memoized value: `plain` is text, number or boolean; null: the source does not show it. */
export type CacheableKind = 'plain' | 'object' | null;

const PLAIN = /^(?:string|number|boolean)$/u;
const MADE = /^(?:array|object|regex|new_expression|arrow_function|function_expression|class)$/u;
/** Methods that return a list on any receiver. */
const LISTING = /^(?:map|filter|flatMap|split|matchAll|toSorted|toReversed|toSpliced)$/u;

/** Infers a function's result type from all its returns; without one, nothing is to memoize. */
export function inferResultKind(
  declared: SgNode,
  body: SgNode,
  scene: AnalysisContext,
): CacheableKind {
  const type = /^:\s*(\S+)$/u.exec(declared.field('return_type')?.text() ?? '')?.[1] ?? '';
  if (PLAIN.test(type)) return 'plain';
  if (kindOf(body) !== 'statement_block') return inferValueKind(body, scene);
  const given = findOwnNodes(body, 'return_statement').flatMap(
    (node) => node.namedChildren()[0] ?? [],
  );
  const kinds = new Set(given.map((value) => inferValueKind(value, scene)));
  const [only = 'object'] = kinds;
  return kinds.size > 1 ? null : only;
}

/** Type of an expression, as far as the source shows it. */
export function inferValueKind(node: SgNode, scene: AnalysisContext): CacheableKind {
  const inner = bare(node);
  if (MADE.test(kindOf(inner))) return 'object';
  const type = scene.types.of(inner);
  if (type !== null) return PLAIN.test(type.kind) ? 'plain' : 'object';
  return LISTING.test(methodCallOf(inner)?.method ?? '') ? 'object' : null;
}
