import type { SgNode } from '@ast-grep/napi';
import { type CallSite, languageIn } from '../../../../analysis/index.ts';
import {
  findCallNode,
  isPythonFunction,
  memoizePerFunction,
} from '../../../analysis/calls-and-functions.ts';
import { resolveVariableType } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { expandCallChain } from './entity-loading-query.ts';
import { listEntityReads } from './list-entity-reads-in-function.ts';
import { isSqlTemplate, readQueriedTable, takesSqlText } from './recognize-sql-text-queries.ts';

/** Facts about a query that its call shows before the syntax is inspected. */
interface QueryFacts {
  /** Class, table or model as it is written. */
  readonly model: string;
  /** Field of a query with a single condition; null: several conditions, or unknown. */
  readonly field: string | null;
}

/** Call that queries a database for entities, some of their columns, or their number. */
export interface DatabaseQuery extends QueryFacts {
  readonly site: CallSite;
  /** Complete expression, including the call that executes it. */
  readonly node: SgNode;
  /** Reason why it is more than a lookup; null if it is a plain lookup. */
  readonly special: string | null;
}

const LOCKS = /with_for_update|select_for_update|\bFOR UPDATE\b|\block\s*:/iu;
/** Chain that changes rows, or that returns none because it is part of another query. */
const CHANGES =
  /\.(?:a?update|a?delete|del|insert|create|acreate|bulk_create|a?update_or_create|subquery|as_scalar|scalar_subquery|as_manager)\s*\(/u;
/** Methods that start a query on a Django manager, without those that change rows. */
const DJANGO =
  /^(?:\w+\.)*([A-Z]\w*|model|cls|Model)\.(?:objects|_default_manager|all_objects|raw_objects)\.(?:a?get|filter|all|exclude|order_by|a?get_or_create|a?first|a?last|a?exists|a?count|a?aggregate|annotate|values|values_list|select_related|prefetch_related|only|defer|using|latest|earliest|for_\w+|by_\w+|active|published|select_for_update)$/u;
/** `Order.query.filter_by(…)`, as Flask and many bases of SQLAlchemy have it. */
const BY_CLASS =
  /^(?:\w+\.)*([A-Z]\w*|cls|base|model)\.query\.(?:get|get_or_404|filter|filter_by|first|one|all|count|join|options|order_by|with_entities)$/u;
const SESSION = /(?:^|\.)(?:\w*[sS]ession(?:\(\))?|db|DB|dbsession|DBSession|s)\.query$/u;
const PRISMA =
  /(?:^|\.)(?:\w*[pP]risma\w*|tx|trx|db|client)\.(\w+)\.(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|count|aggregate|groupBy)$/u;
const SEQUELIZE =
  /(?:^|\.)([A-Z]\w*)(?:\.(?:scope|unscoped|withScope|schema)\([\s\S]*\))?\.(?:findByPk|findOne|findAll|findOrCreate|findAndCountAll|exists|aggregate|count)$/u;
const KNEX = /^(?:this\.)?(?:\w+\.)?(?:\w*[kK]nex|trx)$/u;

export const listQueries = memoizePerFunction(findQueries);

/** True if a call looks like a query, as far as can be told without its syntax. */
export function mayBeQuery(audited: AuditedCode, site: CallSite): boolean {
  return readFacts(audited, site) !== null || takesSqlText(site.call.callee) || isSqlTemplate(site);
}

function findQueries(audited: AuditedCode, index: number): readonly DatabaseQuery[] {
  const found = listEntityReads(audited, index).map(
    ({ site, node, model, key, special }): DatabaseQuery => ({
      site,
      node,
      model,
      field: key?.field ?? null,
      special,
    }),
  );
  for (const site of audited.code.callsOf(index)) {
    const query = readQuery(audited, site);
    if (query !== null && !found.some(({ node }) => overlaps(query.node, node))) found.push(query);
  }
  return found;
}

/** Returns the query of a call, other than a read of whole entities; null: none. */
function readQuery(audited: AuditedCode, site: CallSite): DatabaseQuery | null {
  if (!mayBeQuery(audited, site)) return null;
  const start = findCallNode(audited, site);
  if (start === null) return null;
  const facts = readFacts(audited, site);
  const model =
    facts?.model ?? readQueriedTable(start, languageIn(audited.code.fileOf(site.function)));
  if (model === null) return null;
  const node = expandCallChain(start);
  const text = node.text();
  if (facts !== null && CHANGES.test(text)) return null;
  const special = LOCKS.test(text) ? 'the query locks the row' : null;
  return { site, node, model, field: facts?.field ?? null, special };
}

function readFacts(audited: AuditedCode, site: CallSite): QueryFacts | null {
  return isPythonFunction(audited, site.function)
    ? readPythonFacts(audited, site)
    : readJavaScriptFacts(site);
}

function readPythonFacts(audited: AuditedCode, site: CallSite): QueryFacts | null {
  const { callee } = site.call;
  const text = site.raw.argumentText;
  const named = DJANGO.exec(callee)?.[1] ?? BY_CLASS.exec(callee)?.[1];
  if (named === undefined) {
    const model = SESSION.test(callee) ? /^\(\s*(?:\w+\.)?([A-Z]\w*)/u.exec(text)?.[1] : undefined;
    return model === undefined ? null : { model, field: null };
  }
  const field = /^\(\s*(\w+?)(?:__exact|__iexact)?\s*=\s*[^=,]+,?\s*\)$/u.exec(text)?.[1] ?? null;
  if (/^[A-Z]/u.test(named)) return { model: named, field };
  // `cls` and `self.model` stand for the surrounding class.
  const { owner } = audited.code.functionAt(site.function);
  const type = named === 'cls' ? owner : resolveVariableType(audited, site, named);
  return { model: type || named, field };
}

function readJavaScriptFacts({ call, raw }: CallSite): QueryFacts | null {
  const field =
    /^\(\s*\{\s*where\s*:\s*\{\s*(\w+)\s*(?::[^,{}]+)?,?\s*\}/u.exec(raw.argumentText)?.[1] ?? null;
  const model = PRISMA.exec(call.callee)?.[1] ?? SEQUELIZE.exec(call.callee)?.[1];
  if (model !== undefined) return { model, field };
  const table = /^\(\s*['"`]([\w.]+)/u.exec(raw.argumentText)?.[1];
  return table !== undefined && KNEX.test(call.callee) ? { model: table, field: null } : null;
}

function overlaps(node: SgNode, other: SgNode): boolean {
  const [a, b] = [node.range(), other.range()];
  return a.start.index < b.end.index && b.start.index < a.end.index;
}
