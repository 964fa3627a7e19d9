import type { SgNode } from '@ast-grep/napi';
import { type CallSite, languageIn } from '../../../../analysis/index.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { oncePerFunction } from '../../../look/once.ts';
import type { AuditedCode } from '../../../rule.ts';
import { wholeChain } from '../reads/chain.ts';
import { readsIn } from '../reads/reads-in.ts';
import { pythonQueryShape } from './python-query.ts';
import type { Query } from './query.ts';
import { mayAskRelated, relatedQuery } from './related-query.ts';
import { scriptQueryShape } from './script-query.ts';
import { isSentTemplate, queriedTable, takesText } from './sql-text.ts';

const LOCKS = /with_for_update|select_for_update|\bFOR UPDATE\b|\block\s*:/iu;
/** A chain that changes rows, or gives no rows at all: a part of another query. */
const CHANGES =
  /\.(?:a?update|a?delete|del|insert|create|acreate|bulk_create|a?update_or_create|subquery|as_scalar|scalar_subquery|as_manager)\s*\(/u;

/** The queries of a function: those that load entities, and all others that ask for something. */
export const queriesIn = oncePerFunction(findQueries);

/** True if a call looks like a query, as far as can be told without its syntax. */
export function mayAsk(audited: AuditedCode, site: CallSite): boolean {
  return shapeOf(audited, site) !== null || takesText(site.call.callee) || isSentTemplate(site);
}

function shapeOf(audited: AuditedCode, site: CallSite) {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  return languageIn(file) === 'python'
    ? pythonQueryShape(audited, site)
    : scriptQueryShape(audited, site);
}

function findQueries(audited: AuditedCode, index: number): readonly Query[] {
  const reads = readsIn(audited, index).map(({ site, node, model, key, special }) => ({
    site,
    node,
    model,
    special,
    field: key?.field ?? null,
    isRelated: false,
  }));
  const others = audited.code.callsOf(index).flatMap((site) => otherQuery(audited, site));
  const found: Query[] = [...reads];
  for (const other of others) {
    if (!found.some((before) => overlap(other.node, before.node))) found.push(other);
  }
  return found;
}

function otherQuery(audited: AuditedCode, site: CallSite): readonly Query[] {
  const shape = shapeOf(audited, site);
  const mayBeText = takesText(site.call.callee) || isSentTemplate(site);
  if (shape === null && !mayBeText && !mayAskRelated(site)) return [];
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const start = nodeOf(audited, { file, site });
  if (start === null) return [];
  const language = languageIn(file);
  const relation = language === 'python' ? relatedQuery(audited, site, start) : null;
  const table = shape === null ? (queriedTable(start, language) ?? relation) : null;
  const found = shape ?? (table === null ? null : { model: table, field: null });
  if (found === null) return [];
  const node = wholeChain(start);
  const text = node.text();
  if (shape !== null && CHANGES.test(text) && !text.endsWith('.execute()')) return [];
  return [
    {
      site,
      node,
      ...found,
      isRelated: relation !== null || shape?.isRelated === true,
      special: LOCKS.test(text) ? 'it locks the row' : null,
    },
  ];
}

function overlap(node: SgNode, other: SgNode): boolean {
  const [a, b] = [node.range(), other.range()];
  return a.start.index < b.end.index && b.start.index < a.end.index;
}
