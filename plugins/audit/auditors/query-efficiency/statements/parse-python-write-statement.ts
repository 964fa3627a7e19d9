import type { CallSite } from '../../../../analysis/index.ts';
import {
  resolveVariable,
  resolveVariableType,
} from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { parseSqlStatement } from './parse-sql-write-statement.ts';
import type { WriteStatement } from './write-statement.ts';

/** Receivers that are repositories by name: `repo.update`, `self.job_repository.mark_failed`. */
const REPOSITORY = /(?:^|[._])(?:\w*[rR]epo(?:s|sitory|sitories)?|\w*_dao)$/u;
const REPOSITORY_VERB =
  /^(?:(update|reset|save|mark)(?:_\w+|$)|(delete|remove)(?:_\w+|$)|(create|insert)(?:_\w+|$))/u;
/** Methods that execute a statement passed to them. */
const EXECUTES =
  /(?:^|\.)(?:\w*[sS]ession|db|database|conn|connection|cursor|cur|tx)\.(?:execute|exec|scalars?)$/u;
/** Names of sessions only; FastAPI applications call theirs `db`. */
const SESSION = /(?:^|\.)(?:\w*[sS]ession|db|\w+_db)$/u;
/** Sessions of clients of HTTP have a `delete`, too. */
const HTTP_SESSION = /^(?:requests|aiohttp|httpx|curl_cffi)\b/u;
const BUILT = /^(?:[\w.]+\.)?(update|delete|insert)$/u;
const BUILT_HERE =
  /^\(\s*(?:(?:\w+\.)?(update|delete|insert)\s*\(\s*([\w.]+)|([\w.]+)\.(update|delete|insert)\s*\()/u;

/** Parses the write statement of a Python call, or returns null. */
export function parsePythonStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const { callee } = site.call;
  const dot = callee.lastIndexOf('.');
  if (dot === -1) return null;
  const [receiver, method] = [callee.slice(0, dot), callee.slice(dot + 1)];
  return (
    executed(audited, site) ??
    ofQuery(callee, receiver, method) ??
    ofSession(audited, site, receiver, method) ??
    ofRepository(audited, site, receiver, method)
  );
}

function executed(audited: AuditedCode, site: CallSite): WriteStatement | null {
  if (!EXECUTES.test(site.call.callee)) return null;
  const text = site.raw.argumentText;
  const sql = parseSqlStatement(text);
  if (sql !== null) return { ...sql, by: 'execute', dialect: 'sql' };
  const [, free, model, table, method] = BUILT_HERE.exec(text) ?? [];
  const built = free ?? method;
  if (isVerb(built)) {
    return { verb: built, by: 'execute', dialect: 'sqlalchemy', model: model ?? table ?? null };
  }
  const name = /^\(\s*(\w+)\s*[,)]/u.exec(text)?.[1];
  const made = name === undefined ? null : resolveVariable(audited, site, name);
  if (made === null) return null;
  const [head = ''] = made.of.split('(');
  const verb = BUILT.exec(head)?.[1];
  if (!isVerb(verb)) return null;
  // `delete(jobs)`, or `jobs.delete()` of a table.
  const named = /^[\w.]+\(\s*(\w+)/u.exec(made.of + made.argumentText)?.[1];
  const of = named ?? /^(\w+)\.\w+$/u.exec(head)?.[1] ?? null;
  return { verb, by: 'execute', dialect: 'sqlalchemy', model: of };
}

/** `session.query(Job).filter(…).delete()`, `Job.objects.filter(…).update(…)`. */
function ofQuery(callee: string, receiver: string, method: string): WriteStatement | null {
  const asked = /\.query\(\s*(\w+)/u.exec(receiver)?.[1];
  if (asked !== undefined && (method === 'update' || method === 'delete')) {
    return { verb: method, by: 'execute', dialect: 'sqlalchemy', model: asked };
  }
  const model = /^([\w.]+)\.objects\b/u.exec(callee)?.[1];
  if (model === undefined) return null;
  if (method === 'create') return { verb: 'insert', by: 'execute', dialect: 'django', model };
  if (method === 'update_or_create') {
    return { verb: 'update', by: 'execute', dialect: 'django', model };
  }
  return method === 'update' || method === 'delete'
    ? { verb: method, by: 'execute', dialect: 'django', model }
    : null;
}

function ofSession(
  { code }: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  if ((method !== 'add' && method !== 'delete') || !SESSION.test(receiver)) return null;
  if (HTTP_SESSION.test(code.nameOf(site.function, receiver) ?? '')) return null;
  // `client_session.delete(url)`, `session.delete('key')`.
  if (!/^\(\s*[A-Za-z_]/u.test(site.raw.argumentText)) return null;
  if (/^\(\s*(?:[rbf]*["']|url\b|\w*_(?:url|key)\b)/u.test(site.raw.argumentText)) return null;
  const verb = method === 'add' ? 'insert' : 'delete';
  return { verb, by: 'session', dialect: 'sqlalchemy', model: null };
}

function ofRepository(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  const [, updates, deletes, inserts] = REPOSITORY_VERB.exec(method) ?? [];
  const verb = updates ? 'update' : deletes ? 'delete' : inserts ? 'insert' : null;
  if (verb === null || /(?:_many|_all|_bulk|_batch)$/u.test(method)) return null;
  const typed = (): string => resolveVariableType(audited, site, receiver.replace(/^self\./u, ''));
  return REPOSITORY.test(receiver) || /(?:Repository|Repo|DAO|Dao)$/u.test(typed())
    ? { verb, by: 'repository', dialect: 'repository', model: null }
    : null;
}

function isVerb(text: string | undefined): text is WriteStatement['verb'] {
  return text === 'update' || text === 'delete' || text === 'insert';
}
