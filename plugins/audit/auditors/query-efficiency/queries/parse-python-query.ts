import type { CallSite } from '../../../../analysis/index.ts';
import { resolveVariableType } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { QueryFacts } from './database-query.ts';

/** Methods that start a query on a Django manager, without those that change rows. */
const DJANGO =
  /^(?:\w+\.)*([A-Z]\w*|model|cls|Model)\.(?:objects|_default_manager|all_objects|raw_objects)\.(?:a?get|filter|all|exclude|order_by|a?get_or_create|a?first|a?last|a?exists|a?count|a?aggregate|annotate|values|values_list|select_related|prefetch_related|only|defer|using|latest|earliest|for_\w+|by_\w+|active|published|select_for_update)$/u;
/** `Order.query.filter_by(…)`, as Flask and many bases of SQLAlchemy have it. */
const BY_CLASS =
  /^(?:\w+\.)*([A-Z]\w*|cls|base|model)\.query\.(?:get|get_or_404|filter|filter_by|first|one|all|count|join|options|order_by|with_entities)$/u;
const SESSION = /(?:^|\.)(?:\w*[sS]ession(?:\(\))?|db|DB|dbsession|DBSession|s)\.query$/u;
/** PyMongo and Motor methods whose names no other library uses. */
const MONGO =
  /(?:^|\.)(\w+)(?:\[[^\]]+\])?\.(?:find_one|count_documents|distinct_documents|find_one_or_none)$/u;
const PEEWEE = /^(?:\w+\.)*([A-Z]\w*)\.(?:get_or_none|get_by_id)$/u;
/** Requests of Google's clients: `service.tables().get(tableId=…).execute()`. */
const GOOGLE = /\.(\w+)\(\)\.(?:get|list|insert|patch|update|delete)\([\s\S]*\)\.execute$/u;

/** Returns the query that a Python call issues, other than reads of whole entities; null: none. */
export function parsePythonQuery(audited: AuditedCode, site: CallSite): QueryFacts | null {
  const { callee } = site.call;
  const text = site.raw.argumentText;
  const field = /^\(\s*(\w+?)(?:__exact|__iexact)?\s*=\s*[^=,]+,?\s*\)$/u.exec(text)?.[1] ?? null;
  const named = DJANGO.exec(callee)?.[1] ?? BY_CLASS.exec(callee)?.[1];
  if (named !== undefined) return { model: modelNamed(audited, site, named), field };
  if (SESSION.test(callee)) {
    const model = /^\(\s*(?:\w+\.)?([A-Z]\w*)/u.exec(text)?.[1];
    return model === undefined ? null : { model, field: null };
  }
  const mongo = MONGO.exec(callee)?.[1];
  if (mongo !== undefined) return { model: mongo, field: null };
  const peewee = PEEWEE.exec(callee)?.[1];
  if (peewee !== undefined) return { model: peewee, field };
  const google = GOOGLE.exec(callee)?.[1];
  return google === undefined ? null : { model: google, field: null };
}

/** Resolves the model of a name; `cls` and `self.model` stand for the surrounding class. */
function modelNamed(audited: AuditedCode, site: CallSite, name: string): string {
  if (/^[A-Z]/u.test(name)) return name;
  const { owner } = audited.code.rawOf(site.function);
  return name === 'cls' && owner !== null
    ? owner
    : resolveVariableType(audited, site, name) || name;
}
