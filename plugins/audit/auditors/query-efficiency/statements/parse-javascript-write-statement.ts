import type { CallSite } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isSqlTemplate } from '../queries/recognize-sql-text-queries.ts';
import { parseSqlStatement, type WriteStatement } from './write-statement.ts';

type Verb = WriteStatement['verb'];

/** Methods that change rows by a condition run one statement per call, whatever their name says. */
const PRISMA = new Map<string, Verb>([
  ['create', 'insert'],
  ['update', 'update'],
  ['updateMany', 'update'],
  ['upsert', 'update'],
  ['delete', 'delete'],
  ['deleteMany', 'delete'],
]);
const PRISMA_MODEL = /(?:^|\.)(?:\w*[pP]risma\w*|tx|trx|db|client)\.(\w+)$/u;
const KNEX = new Map<string, Verb>([
  ['update', 'update'],
  ['del', 'delete'],
  ['delete', 'delete'],
  ['insert', 'insert'],
]);
const KNEX_TABLE = /(?:^|\.)(?:\w*[kK]nex|db|trx|tx)\(\s*['"`]([\w.]+)['"`]\s*\)/u;

export function parseJavaScriptStatement(
  { code }: AuditedCode,
  site: CallSite,
): WriteStatement | null {
  const { callee } = site.call;
  const { start, end, argumentText } = site.raw;
  if (isSqlTemplate(site)) {
    const text = (code.textOf(code.fileOf(site.function)) ?? '').slice(start, end);
    return parseSqlStatement(`(${text.slice(text.indexOf('`'))}`);
  }
  const dot = callee.lastIndexOf('.');
  const [receiver, method] = [callee.slice(0, Math.max(dot, 0)), callee.slice(dot + 1)];
  if (/^(?:query|execute|run|\$executeRawUnsafe|raw)$/u.test(method)) {
    return parseSqlStatement(argumentText);
  }
  const table = KNEX_TABLE.exec(receiver)?.[1];
  const knex = KNEX.get(method);
  if (table !== undefined && knex !== undefined) {
    return { verb: knex, by: 'execute', dialect: 'knex', model: table };
  }
  const model = PRISMA_MODEL.exec(receiver)?.[1];
  const verb = PRISMA.get(method);
  if (model === undefined || verb === undefined) return null;
  const options = verb === 'insert' ? /^\(\s*\{\s*(?:data|select)\b/u : /^\(\s*\{\s*where\b/u;
  return options.test(argumentText) ? { verb, by: 'execute', dialect: 'prisma', model } : null;
}
