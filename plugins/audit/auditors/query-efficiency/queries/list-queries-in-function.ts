import type { SgNode } from '@ast-grep/napi';
import { type CallSite, languageIn } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { expandCallChain } from '../reads/expand-query-call-chain.ts';
import { listEntityReads } from '../reads/list-entity-reads-in-function.ts';
import type { DatabaseQuery } from './database-query.ts';
import { findRelatedQuery, mayBeRelatedQuery } from './django-relation-query-per-row.ts';
import { parseScriptQuery } from './parse-javascript-query.ts';
import { parsePythonQuery } from './parse-python-query.ts';
import { isSqlTemplate, readQueriedTable, takesSqlText } from './recognize-sql-text-queries.ts';

const LOCKS = /with_for_update|select_for_update|\bFOR UPDATE\b|\block\s*:/iu;
/** Chain that changes rows, or that returns none because it is part of another query. */
const CHANGES =
  /\.(?:a?update|a?delete|del|insert|create|acreate|bulk_create|a?update_or_create|subquery|as_scalar|scalar_subquery|as_manager)\s*\(/u;

/** Lists the queries of a function: entity reads and all other reads. */
export const listQueries = memoizePerFunction(findQueries);

/** True if a call looks like a query, as far as can be told without its syntax. */
export function mayBeQuery(audited: AuditedCode, site: CallSite): boolean {
  return shapeOf(audited, site) !== null || takesSqlText(site.call.callee) || isSqlTemplate(site);
}

function shapeOf(audited: AuditedCode, site: CallSite) {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  return languageIn(file) === 'python'
    ? parsePythonQuery(audited, site)
    : parseScriptQuery(audited, site);
}

function findQueries(audited: AuditedCode, index: number): readonly DatabaseQuery[] {
  const reads = listEntityReads(audited, index).map(({ site, node, model, key, special }) => ({
    site,
    node,
    model,
    special,
    field: key?.field ?? null,
    isRelated: false,
  }));
  const others = audited.code.callsOf(index).flatMap((site) => otherQuery(audited, site));
  const found: DatabaseQuery[] = [...reads];
  for (const other of others) {
    if (!found.some((before) => overlap(other.node, before.node))) found.push(other);
  }
  return found;
}

function otherQuery(audited: AuditedCode, site: CallSite): readonly DatabaseQuery[] {
  const shape = shapeOf(audited, site);
  const mayBeText = takesSqlText(site.call.callee) || isSqlTemplate(site);
  if (shape === null && !mayBeText && !mayBeRelatedQuery(site)) return [];
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const start = findCallNode(audited, { file, site });
  if (start === null) return [];
  const language = languageIn(file);
  const relation = language === 'python' ? findRelatedQuery(audited, site, start) : null;
  const table = shape === null ? (readQueriedTable(start, language) ?? relation) : null;
  const found = shape ?? (table === null ? null : { model: table, field: null });
  if (found === null) return [];
  const node = expandCallChain(start);
  const text = node.text();
  if (shape !== null && CHANGES.test(text) && !text.endsWith('.execute()')) return [];
  return [
    {
      site,
      node,
      ...found,
      isRelated: relation !== null || shape?.isRelated === true,
      special: LOCKS.test(text) ? 'the query locks the row' : null,
    },
  ];
}

function overlap(node: SgNode, other: SgNode): boolean {
  const [a, b] = [node.range(), other.range()];
  return a.start.index < b.end.index && b.start.index < a.end.index;
}
