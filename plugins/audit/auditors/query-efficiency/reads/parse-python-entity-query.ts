import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';
import { findCallNode, findFunctionNode } from '../../../analysis/calls-and-functions.ts';
import { resolveVariableType } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  type EntityRead,
  expandCallChain,
  type ReadKey,
  readAssignedName,
} from './entity-loading-query.ts';

const SESSION = /(?:^|\.)(?:\w*[sS]ession|db|DB|s)$/u;
const REPOSITORY = /(?:^|[._])\w*?(?:[rR]epo(?:sitory)?|_dao|crud)$/u;
const BY_KEY = /^(?:get|get_by_id|find_by_id|get_one|get_by_pk|get_by_uuid|fetch_by_id|load)$/u;
/** Methods whose results are not entities. */
const NO_ENTITIES =
  /\.(?:count|exists|aexists|acount|delete|adelete|update|aupdate|aggregate|subquery|cte|correlate|as_scalar|scalar_subquery|with_entities|with_only_columns|values|values_list|column|columns|create|acreate|bulk_create|get_or_create|update_or_create)\s*\(/u;
const NARROWED =
  /\b(?:load_only|defer|defer_group|raiseload|noload|bundle|Bundle|only)\s*\(|\.(?:only|defer)\s*\(/u;
const SINGLE =
  /\.(?:first|first_or_404|one|one_or_404|get_or_404|one_or_none|scalar_one|scalar_one_or_none|scalar|get|aget|afirst|alast|last|earliest|latest)\s*\([^()]*\)\s*\)*$|\.scalar\(\s*(?:select|\w+\s*\)$)/u;
const SPECIAL: readonly (readonly [RegExp, string])[] = [
  [/with_for_update|select_for_update|\bfor_update\b/u, 'the query locks the row'],
  [/populate_existing|refresh\b/u, 'the query must reread the row from the database'],
  [
    /(?:selectinload|joinedload|subqueryload|contains_eager|select_related|prefetch_related)\s*\(|\.join\s*\(/u,
    'the query loads more than the row',
  ],
];
const DJANGO = /^(?:\w+\.)?([A-Z]\w*)\.objects\.(?:get|aget|filter|all|exclude|order_by)$/u;
/** `Order.query.filter_by(id=order_id)` of Flask-SQLAlchemy. */
const FLASK =
  /^(?:\w+\.)?([A-Z]\w*)\.query\.(get|get_or_404|filter|filter_by|all|order_by|options)$/u;
const EXECUTES = /\b(?:execute|scalars?|exec|stream|stream_scalars)\s*\(/u;

interface Shape {
  readonly model: string;
  readonly isSingle: boolean;
  readonly key: ReadKey | null;
}

interface Executed {
  readonly node: SgNode;
  /** Complete text of the statement, including parts added where it is extended. */
  readonly text: string;
}

/** Parses a Python call as a query that loads entities; returns null if it is none. */
export function parsePythonRead(audited: AuditedCode, site: CallSite): EntityRead | null {
  const shape = readShape(audited, site);
  const start = shape === null ? null : findCallNode(audited, site);
  if (shape === null || start === null) return null;
  const executed = findExecuted(audited, site, expandCallChain(start));
  if (executed === null || NO_ENTITIES.test(executed.text)) return null;
  const { node, text } = executed;
  return {
    site,
    node,
    model: shape.model,
    isList: !shape.isSingle && !SINGLE.test(node.text()),
    isNarrowed: NARROWED.test(text),
    key: shape.key ?? readKey(text, shape.model),
    special: SPECIAL.find(([pattern]) => pattern.test(text))?.[1] ?? null,
    variable: readAssignedName(node),
  };
}

function readShape(audited: AuditedCode, site: CallSite): Shape | null {
  const { callee } = site.call;
  const text = site.raw.argumentText;
  const dot = callee.lastIndexOf('.');
  const [receiver, method] = [callee.slice(0, Math.max(dot, 0)), callee.slice(dot + 1)];
  if (method === 'select' || (method === 'query' && SESSION.test(receiver))) {
    const only = /^\(\s*(?:\w+\.)?([A-Z]\w*)\s*,?\s*\)$/u.exec(text)?.[1];
    return only === undefined ? null : { model: only, isSingle: false, key: null };
  }
  const [, model, value = ''] =
    /^\(\s*(?:\w+\.)?([A-Z]\w*)\s*,\s*(?:(?:ident|id|pk)\s*=\s*)?([\w.]+)/u.exec(text) ?? [];
  const isGet = method === 'get' && SESSION.test(receiver);
  if (model !== undefined && (isGet || callee === 'get_object_or_404')) {
    const named = isGet ? null : /,\s*(\w+)\s*=\s*([\w.]+)\s*,?\s*\)$/u.exec(text);
    return { model, isSingle: true, key: toKey(named?.[1] ?? 'id', named?.[2] ?? value) };
  }
  const django = DJANGO.exec(callee)?.[1];
  if (django !== undefined) {
    const named = /^\(\s*(\w+)\s*=\s*([\w.]+)\s*,?\s*\)$/u.exec(text);
    return { model: django, isSingle: method.endsWith('get'), key: toKey(named?.[1], named?.[2]) };
  }
  const flask = FLASK.exec(callee)?.[1];
  if (flask !== undefined) {
    const isByKey = method === 'get' || method === 'get_or_404';
    const key = isByKey ? /^\(\s*([\w.]+)\s*[,)]/u.exec(text)?.[1] : undefined;
    return { model: flask, isSingle: isByKey, key: toKey('id', key) };
  }
  return readRepositoryShape(audited, site, receiver, method);
}

/** `self.job_repo.get_by_id(job_id)`: of `job`. */
function readRepositoryShape(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): Shape | null {
  const value = /^\(\s*(?:\w+\s*=\s*)?([\w.]+)\s*,?\s*\)$/u.exec(site.raw.argumentText)?.[1];
  if (value === undefined || !BY_KEY.test(method) || receiver === '') return null;
  const type = resolveVariableType(audited, site, receiver.replace(/^self\./u, ''));
  const isTyped = /(?:Repository|Repo|DAO|Dao)$/u.test(type);
  if (!isTyped && !REPOSITORY.test(receiver)) return null;
  const model = parseRepositoryModel(isTyped ? type : receiver);
  return { model, isSingle: true, key: { field: 'id', value } };
}

/** Returns a repository's model: `job` of `JobRepository`, `self._job_repo`; `repo` stays as is. */
export function parseRepositoryModel(name: string): string {
  const last = /\w+$/u.exec(name)?.[0] ?? name;
  const bare = last.replace(/_?(?:repo|repository|dao|crud)$/iu, '').replaceAll('_', '');
  return (bare === '' ? last : bare).toLowerCase();
}

/** Returns the key of a query with a single condition, on a field that is not a list of states. */
function readKey(text: string, model: string): ReadKey | null {
  const compared = [
    ...text.matchAll(/([\w.]+)\s*==\s*([\w.]+)/gu),
    ...text.matchAll(/\.(?:filter_by|get)\(\s*(\w+)\s*=\s*([\w.]+)/gu),
  ];
  const hasOthers =
    /\.in_\(|\blike\(|\bis_\(|[<>]=?|!=|&|\||,\s*\w+\.\w+\s*==|,\s*\w+\s*=[^=]/u.test(text);
  if (compared.length !== 1 || hasOthers) return null;
  const [, field, value] = compared[0] ?? [];
  return toKey(field?.replace(`${model}.`, '').replace(/^.*\./u, ''), value);
}

function toKey(field: string | undefined, value: string | undefined): ReadKey | null {
  if (field === undefined || value === undefined) return null;
  return { field: field === 'pk' ? 'id' : field, value };
}

/** Returns the expression that executes a query, here or below; null: the function does not. */
function findExecuted(audited: AuditedCode, site: CallSite, built: SgNode): Executed | null {
  const text = built.text();
  if (!/(?:^|\.)select$/u.test(site.call.callee)) return { node: built, text };
  if (EXECUTES.test(text)) return { node: findUnwrapped(audited, site, built), text };
  const uses = findLaterUses(audited, site, built);
  const call = uses
    .find((use) => use.parent()?.kind() === 'argument_list')
    ?.parent()
    ?.parent();
  if (call == null) return null;
  const node = findUnwrapped(audited, site, expandCallChain(call));
  return { node, text: [text, ...uses.map((use) => expandCallChain(use).text())].join(' ') };
}

/** `result = session.execute(…)`, then `job = result.scalar_one()`. */
function findUnwrapped(audited: AuditedCode, site: CallSite, node: SgNode): SgNode {
  if (!/\bexecute\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*\)?$/u.test(node.text()))
    return node;
  const [use] = findLaterUses(audited, site, node);
  return use?.parent()?.kind() === 'attribute' ? expandCallChain(use) : node;
}

function findLaterUses(audited: AuditedCode, site: CallSite, node: SgNode): readonly SgNode[] {
  const name = readAssignedName(node);
  const scope = name === null ? null : findFunctionNode(audited, site.function);
  return (scope?.findAll({ rule: { kind: 'identifier', regex: `^${name}$` } }) ?? []).filter(
    (identifier) => identifier.range().start.index > node.range().end.index,
  );
}
