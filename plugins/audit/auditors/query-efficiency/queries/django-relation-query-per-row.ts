import type { SgNode } from '@ast-grep/napi';
import { type CallSite, loopsAround } from '../../../../analysis/index.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode } from '../../../rule.ts';

/** `book.copies.count()`: rows of a relation, which Django queries on use. */
const RELATED = /^(\w+)\.([a-z]\w*)\.(all|count|exists|filter|exclude|first|last)$/u;
const NO_RELATION = /^(?:objects|session|query|db|cache|data|items)$/u;

/** True if a call may query a relation of the rows that a loop goes through. */
export function mayBeRelatedQuery({ call }: CallSite): boolean {
  return call.loops > 0 && RELATED.test(call.callee);
}

/** Returns the relation that a call queries per Django row loaded without it; null: none. */
export function findRelatedQuery(
  audited: AuditedCode,
  site: CallSite,
  node: SgNode,
): string | null {
  const [, name = '', relation = '', method = ''] = RELATED.exec(site.call.callee) ?? [];
  if (name === '' || NO_RELATION.test(relation)) return null;
  const given = splitArguments(site.raw.argumentText);
  const isNarrowed = method === 'filter' || method === 'exclude';
  if (isNarrowed ? given.some((argument) => argument.name === null) : given.length > 0) return null;
  for (const loop of loopsAround(node)) {
    if (!loop.names.includes(name)) continue;
    const over = loop.over.text();
    const origin = /^\w+$/u.test(over) ? resolveVariable(audited, site, over) : null;
    const rows = origin === null ? over : `${origin.of}${origin.argumentText}`;
    if (!/\b[A-Z]\w*\.objects\b/u.test(rows)) return null;
    // A narrowed relation is queried even if its rows are loaded.
    const isThere = new RegExp(`prefetch_related\\([^]*['"]${relation}\\b`, 'u').test(rows);
    return isThere && !isNarrowed ? null : relation;
  }
  return null;
}
