import type { CallSite } from '../../../../analysis/index.ts';
import { resolveMongooseModel } from '../../../analysis/models/mongoose-model.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isSqlTemplate } from '../queries/recognize-sql-text-queries.ts';
import { parseSqlStatement } from './parse-sql-write-statement.ts';
import type { StatementDialect, WriteStatement } from './write-statement.ts';

type Verb = WriteStatement['verb'];

/** Repository and manager statements for one entity; a Map, as every object has a `toString`. */
const TYPEORM = new Map<string, Verb>(
  Object.entries({
    save: 'update',
    update: 'update',
    restore: 'update',
    increment: 'update',
    delete: 'delete',
    remove: 'delete',
    softDelete: 'delete',
    softRemove: 'delete',
    insert: 'insert',
  }),
);
/** Methods that change rows by a condition run one statement per call, whatever their name says. */
const PRISMA = new Map<string, Verb>(
  Object.entries({
    create: 'insert',
    update: 'update',
    updateMany: 'update',
    upsert: 'update',
    delete: 'delete',
    deleteMany: 'delete',
  }),
);
const MIKRO = new Map<string, Verb>(
  Object.entries({
    nativeUpdate: 'update',
    nativeDelete: 'delete',
    nativeInsert: 'insert',
    persistAndFlush: 'insert',
    removeAndFlush: 'delete',
  }),
);
const MONGOOSE = new Map<string, Verb>(
  Object.entries({
    updateOne: 'update',
    findByIdAndUpdate: 'update',
    findOneAndUpdate: 'update',
    deleteOne: 'delete',
    findByIdAndDelete: 'delete',
    findOneAndDelete: 'delete',
    findByIdAndRemove: 'delete',
    insertOne: 'insert',
  }),
);
const SEQUELIZE = new Map<string, Verb>(
  Object.entries({
    update: 'update',
    destroy: 'delete',
    create: 'insert',
  }),
);
const KYSELY = new Map<string, Verb>(
  Object.entries({
    updateTable: 'update',
    deleteFrom: 'delete',
    insertInto: 'insert',
  }),
);
const KNEX = new Map<string, Verb>(
  Object.entries({ update: 'update', del: 'delete', delete: 'delete', insert: 'insert' }),
);
const MODEL = /^(?:this\.)?(?:\w*[mM]odels?\.)?(?:\w+Model|[A-Z]\w*)$/u;
const REPOSITORY = /(?:^|\.)\w*(?:Repository|Repo|repository|repo)$|getRepository\([^()]*\)$/u;
const MANAGER = /(?:^|\.)(?:manager|entityManager|em|transactionalEntityManager)$/u;
const DATABASE = /(?:^|\.)(?:db|tx|trx|database|drizzle\w*)$/u;

/** Parses the write statement of a JavaScript or TypeScript call, or returns null. */
export function parseJavaScriptStatement(
  audited: AuditedCode,
  site: CallSite,
): WriteStatement | null {
  const { callee } = site.call;
  if (isSqlTemplate(site)) return ofTemplate(audited, site);
  const dot = callee.lastIndexOf('.');
  if (dot === -1) return null;
  const [receiver, method] = [callee.slice(0, dot), callee.slice(dot + 1)];
  return (
    ofText(site, method) ??
    ofPrisma(site, receiver, method) ??
    ofBuilder(site, receiver, method) ??
    ofRepository(audited, site, receiver, method) ??
    ofModel(audited, site, receiver, method)
  );
}

function made(verb: Verb, dialect: StatementDialect, model: string | null): WriteStatement {
  return { verb, by: dialect === 'typeorm' ? 'repository' : 'execute', dialect, model };
}

/** `client.query('UPDATE …')`. */
function ofText({ raw }: CallSite, method: string): WriteStatement | null {
  if (!/^(?:query|execute|run|\$executeRawUnsafe|raw)$/u.test(method)) return null;
  const sql = parseSqlStatement(raw.argumentText);
  return sql === null ? null : made(sql.verb, 'sql', sql.model);
}

/** Parses sql`UPDATE …`, whose text is not an argument. */
function ofTemplate(
  { code }: AuditedCode,
  { function: index, raw }: CallSite,
): WriteStatement | null {
  const text = (code.textOf(code.facts.functions[index]?.file ?? '') ?? '').slice(
    raw.start,
    raw.end,
  );
  const sql = parseSqlStatement(`(${text.slice(text.indexOf('`'))}`);
  return sql === null ? null : made(sql.verb, 'sql', sql.model);
}

/** Parses `prisma.job.update({ where, data })`. */
function ofPrisma({ raw }: CallSite, receiver: string, method: string): WriteStatement | null {
  const model = /\.(\w+)$/u.exec(receiver)?.[1];
  const verb = PRISMA.get(method);
  if (model === undefined || verb === undefined) return null;
  const isShaped =
    verb === 'insert'
      ? /^\(\s*\{\s*(?:data\s*[:,}]|select\s*:)/u.test(raw.argumentText)
      : /^\(\s*\{\s*where\s*[:,}]/u.test(raw.argumentText);
  const isClient = /(?:^|\.)(?:\w*[pP]risma\w*|tx|trx|db|client)\.\w+$/u.test(receiver);
  return isShaped && isClient ? made(verb, 'prisma', model) : null;
}

/** Knex, Drizzle and Kysely. */
function ofBuilder(
  { raw, call }: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  const table = /(?:^|\.)(?:\w*[kK]nex|db|trx|tx)\(\s*['"`]([\w.]+)['"`]\s*\)/u.exec(receiver)?.[1];
  if (table !== undefined) {
    const verb = KNEX.get(method);
    return verb === undefined ? null : made(verb, 'knex', table);
  }
  const named = /^\(\s*['"`]([\w.]+)['"`]\s*\)$/u.exec(raw.argumentText)?.[1];
  const kysely = KYSELY.get(method);
  if (kysely !== undefined && named !== undefined) return made(kysely, 'kysely', named);
  const object = /^\(\s*((?:\w+\.)?\w+)\s*\)$/u.exec(raw.argumentText)?.[1];
  if (object === undefined || !DATABASE.test(receiver) || call.isAwaited) return null;
  return method === 'update' || method === 'delete' || method === 'insert'
    ? made(method, 'drizzle', object)
    : null;
}

/** TypeORM and MikroORM. */
function ofRepository(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  const mikro = MIKRO.get(method);
  if (mikro !== undefined) return made(mikro, 'mikroorm', null);
  const verb = TYPEORM.get(method);
  if (verb === undefined || !site.call.isAwaited) return null;
  // A list is already saved in one batch.
  if (/^\(\s*\[/u.test(site.raw.argumentText)) return null;
  if (REPOSITORY.test(receiver) || isRepository(audited, site, receiver)) {
    return made(verb, 'typeorm', null);
  }
  const model = /^\(\s*([A-Z]\w*)\s*,/u.exec(site.raw.argumentText)?.[1] ?? null;
  return MANAGER.test(receiver) && (model !== null || method === 'save' || method === 'remove')
    ? made(verb, 'typeorm', model)
    : null;
}

/** True for a receiver typed as a repository; facts hold its entity: `jobs: Repository<Job>`. */
function isRepository(audited: AuditedCode, site: CallSite, receiver: string): boolean {
  const held = resolveVariable(audited, site, receiver.replace(/^this\./u, ''));
  if (held === null) return false;
  if (/Repository$/u.test(held.of)) return true;
  const text = audited.code.textOf(audited.code.facts.functions[site.function]?.file ?? '') ?? '';
  return new RegExp(`\\b${held.name}\\??\\s*:\\s*\\w*Repository<`, 'u').test(text);
}

/** Parses Mongoose and Sequelize writes through a model class. */
function ofModel(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
  method: string,
): WriteStatement | null {
  const { call } = site;
  const documents = resolveMongooseModel(audited, site, receiver);
  if (documents === null && !MODEL.test(receiver)) return null;
  const model = documents ?? receiver.replace(/^.*\./u, '');
  const mongoose = MONGOOSE.get(method);
  if (mongoose !== undefined) return made(mongoose, 'mongoose', model);
  const verb = SEQUELIZE.get(method);
  if (verb === undefined || !call.isAwaited) return null;
  if (documents !== null) return ofDocuments(site, method, documents);
  if (call.source === 'mongoose' || call.source === '@nestjs/mongoose' || /Model$/u.test(model)) {
    return method === 'create' ? made('insert', 'mongoose', model) : null;
  }
  return /^sequelize/u.test(call.source ?? '') ? made(verb, 'sequelize', model) : null;
}

/**
 * Returns null for lists, which are created in one batch, as is the list that a session requires:
 * `create([order], { session })`.
 */
function ofDocuments({ raw }: CallSite, method: string, model: string): WriteStatement | null {
  return method === 'create' && !/^\(\s*\[/u.test(raw.argumentText)
    ? made('insert', 'mongoose', model)
    : null;
}
