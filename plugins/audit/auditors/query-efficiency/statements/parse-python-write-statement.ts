import type { CallSite } from '../../../../analysis/index.ts';
import {
  resolveVariable,
  resolveVariableType,
} from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { parseSqlStatement, type WriteStatement } from './write-statement.ts';

/** Receivers that are repositories by name: `repo.update`, `self.job_repository.mark_failed`. */
const REPOSITORY = /(?:^|[._])(?:\w*[rR]epo(?:s|sitory|sitories)?|\w*_dao)$/u;
const REPOSITORY_VERB =
  /^(?:(update|reset|save|mark)(?:_\w+|$)|(delete|remove)(?:_\w+|$)|(create|insert)(?:_\w+|$))/u;
const EXECUTES =
  /(?:^|\.)(?:\w*[sS]ession|db|database|conn|connection|cursor|cur|tx)\.(?:execute|exec|scalars?)$/u;
/** Names of sessions only; FastAPI applications call theirs `db`. */
const SESSION = /(?:^|\.)(?:\w*[sS]ession|db|\w+_db)$/u;
/** HTTP client sessions also have a `delete` method. */
const HTTP_SESSION = /^(?:requests|aiohttp|httpx|curl_cffi)\b/u;
const BUILT =
  /^\(?\s*(?:(?:\w+\.)?(update|delete|insert)\s*\(\s*([\w.]+)|([\w.]+)\.(update|delete|insert)\s*\()/u;

export function parsePythonStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const { callee } = site.call;
  const dot = callee.lastIndexOf('.');
  if (dot === -1) return null;
  const [receiver, method] = [callee.slice(0, dot), callee.slice(dot + 1)];
  return (
    parseExecuted(audited, site) ??
    parseQuery(receiver, method) ??
    parseSession(audited, site, receiver, method) ??
    parseRepository(audited, site, receiver, method)
  );
}

/** `session.execute(update(Job)…)`, or of a variable that has the statement. */
function parseExecuted(audited: AuditedCode, site: CallSite): WriteStatement | null {
  if (!EXECUTES.test(site.call.callee)) return null;
  const text = site.raw.argumentText;
  const name = /^\(\s*(\w+)\s*[,)]/u.exec(text)?.[1];
  const origin = name === undefined ? null : resolveVariable(audited, site, name);
  const built = origin === null ? text : `${origin.expression}${origin.argumentText}`;
  const [, free, model, table, method] = BUILT.exec(built) ?? [];
  const verb = free ?? method;
  return isVerb(verb)
    ? { verb, by: 'execute', dialect: 'sqlalchemy', model: model ?? table ?? null }
    : parseSqlStatement(text);
}

/** `session.query(Job).filter(…).delete()`, `Job.objects.filter(…).update(…)`. */
function parseQuery(receiver: string, method: string): WriteStatement | null {
  const queried = /\.query\(\s*(\w+)/u.exec(receiver)?.[1];
  const django = /^([\w.]+)\.objects\b/u.exec(receiver)?.[1];
  const model = queried ?? django;
  if (model === undefined) return null;
  if (django !== undefined && method === 'create') {
    return { verb: 'insert', by: 'execute', dialect: 'django', model };
  }
  const dialect = queried === undefined ? 'django' : 'sqlalchemy';
  return method === 'update' || method === 'delete'
    ? { verb: method, by: 'execute', dialect, model }
    : null;
}

function parseSession(
  { code }: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  if ((method !== 'add' && method !== 'delete') || !SESSION.test(receiver)) return null;
  if (HTTP_SESSION.test(code.qualifiedNameOf(site.function, receiver) ?? '')) return null;
  // `client_session.delete(url)`, `session.delete('key')`.
  if (/^\(\s*(?:[rbf]*["']|url\b|\w*_(?:url|key)\b)/u.test(site.raw.argumentText)) return null;
  const verb = method === 'add' ? 'insert' : 'delete';
  return { verb, by: 'session', dialect: 'sqlalchemy', model: null };
}

function parseRepository(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  const [, updates, deletes, inserts] = REPOSITORY_VERB.exec(method) ?? [];
  const verb = updates ? 'update' : deletes ? 'delete' : inserts ? 'insert' : null;
  if (verb === null || /_(?:many|all|bulk|batch)$/u.test(method)) return null;
  const type = (): string => resolveVariableType(audited, site, receiver.replace(/^self\./u, ''));
  return REPOSITORY.test(receiver) || /(?:Repository|Repo|DAO|Dao)$/u.test(type())
    ? { verb, by: 'repository', dialect: 'repository', model: null }
    : null;
}

function isVerb(text: string | undefined): text is WriteStatement['verb'] {
  return text === 'update' || text === 'delete' || text === 'insert';
}
