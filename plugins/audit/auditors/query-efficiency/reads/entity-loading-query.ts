import type { SgNode } from '@ast-grep/napi';
import { type CallSite, scopeOf } from '../../../../analysis/index.ts';

export interface EntityRead {
  readonly site: CallSite;
  /** Complete expression: query chain, the call executing it, and what unwraps its result. */
  readonly node: SgNode;
  /** Class, table or model as written; for repositories, their name or type without the suffix. */
  readonly model: string;
  /** False if the read returns at most one entity. */
  readonly isList: boolean;
  /** Set when only some columns or none are loaded. */
  readonly isNarrowed: boolean;
  /** Key of a read with a single condition; null: several conditions, or unknown. */
  readonly key: ReadKey | null;
  /** Why it is more than the same query again; null: it is not. */
  readonly special: string | null;
  /** Variable that the result is assigned to, or null. */
  readonly variable: string | null;
}

export interface ReadKey {
  /** `id` for a read by key that names no field. */
  readonly field: string;
  /** As it is written: `job_id`, `job.id`. */
  readonly value: string;
}

const CHAIN: ReadonlySet<unknown> = new Set([
  'attribute',
  'call',
  'member_expression',
  'call_expression',
  'non_null_expression',
  'await',
  'await_expression',
  'parenthesized_expression',
  'as_expression',
]);
/** Calls that execute a built statement, and `list(…)`, which consumes its rows. */
const TAKES = /(?:^|\.)(?:execute|exec|scalars?|stream|stream_scalars|list|first|all)$/u;

export function expandCallChain(node: SgNode): SgNode {
  let at = node;
  for (let above = at.parent(); above !== null; above = at.parent()) {
    if (CHAIN.has(above.kind())) {
      at = above;
      continue;
    }
    const call = above.kind() === 'argument_list' ? above.parent() : null;
    if (call == null || !TAKES.test(call.field('function')?.text() ?? '')) break;
    at = call;
  }
  return at;
}

export function readAssignedName(node: SgNode): string | null {
  const holder = node.parent();
  const name =
    holder?.kind() === 'assignment' && holder.field('right')?.id() === node.id()
      ? holder.field('left')
      : holder?.kind() === 'variable_declarator'
        ? holder.field('name')
        : null;
  return name?.kind() === 'identifier' ? name.text() : null;
}

/** Returns the scope of a name assigned from a query: a `const`'s block, else the function. */
export function findVariableScope(node: SgNode): SgNode {
  const holder = node.parent();
  const declared = holder?.kind() === 'variable_declarator' ? holder.parent() : null;
  return declared?.kind() === 'lexical_declaration'
    ? (declared.parent() ?? scopeOf(node))
    : scopeOf(node);
}
