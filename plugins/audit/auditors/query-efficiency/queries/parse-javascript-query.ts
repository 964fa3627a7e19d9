import type { CallSite } from '../../../../analysis/index.ts';
import { resolveMongooseModel, usesMongoose } from '../../../analysis/models/mongoose-model.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { QueryFacts } from './database-query.ts';

const PRISMA =
  /(?:^|\.)(?:\w*[pP]risma\w*|tx|trx|db|client)\.(\w+)\.(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|count|aggregate|groupBy)$/u;
const DRIZZLE = /(?:^|\.)(?:\w*[dD]b|tx|trx|database)\.query\.(\w+)\.(?:findFirst|findMany)$/u;
const DRIZZLE_FROM = /\.(?:select|selectDistinct)\([\s\S]*\)\.from$/u;
const KYSELY = /\.selectFrom$/u;
/** `dataSource.getRepository(Order).findOne(…)`, `this.orders.createQueryBuilder('order')`. */
const TYPEORM =
  /getRepository\((?:[^()]*?,\s*)?(\w+)\)\.(?:findOne|findOneBy|findOneOrFail|findOneByOrFail|find|findBy|findAndCount|findAndCountBy|count|countBy|exist|exists|existsBy|createQueryBuilder)$/u;
const MANAGER =
  /(?:^|\.)(?:manager|entityManager|em|orm\.em)\.(?:find|findOne|findOneBy|findOneOrFail|findBy|count|countBy|findAndCount)$/u;
const SEQUELIZE =
  /(?:^|\.)([A-Z]\w*)(?:\.(?:scope|unscoped|withScope|schema|withMembershipScope)\([\s\S]*\))?\.(?:findByPk|findOne|findAll|findOrCreate|findAndCountAll|countDocuments|estimatedDocumentCount|exists|aggregate|count)$/u;
/** Methods of a Sequelize instance that load related rows. */
const RELATED = /^(\w+)\.\$(?:get|count|has)$/u;
const KNEX = /^(?:this\.)?(?:\w+\.)?(?:\w*[kK]nex|trx)$/u;
const COLLECTION =
  /(?:collection\(\s*['"`](\w+)['"`]\s*\)|[cC]ollection)\.(?:findOne|countDocuments)$/u;
const OF_MODEL = /^(.+)\.(?:countDocuments|exists|distinct|populate)$/u;
const FILLS_IN = /^\w+\.populate$/u;
const PATH = /^\(\s*\[?\s*(?:\{\s*path\s*:\s*)?['"`]([\w.]+)/u;

/** Returns a JavaScript or TypeScript call's query, except whole-entity reads; null: none. */
export function parseScriptQuery(audited: AuditedCode, site: CallSite): QueryFacts | null {
  const { callee } = site.call;
  const text = site.raw.argumentText;
  const field = /^\(\s*\{\s*where\s*:\s*\{\s*(\w+)\s*(?::[^,{}]+)?,?\s*\}/u.exec(text)?.[1] ?? null;
  const named = [PRISMA, DRIZZLE, TYPEORM, SEQUELIZE]
    .map((pattern) => pattern.exec(callee)?.[1])
    .find((model) => model !== undefined);
  if (named !== undefined) return { model: named, field };
  const table = /^\(\s*['"`]([\w.]+)/u.exec(text)?.[1];
  if (KYSELY.test(callee)) return table === undefined ? null : { model: table, field: null };
  const first = /^\(\s*(?:\w+\.)?(\w+)/u.exec(text)?.[1] ?? null;
  if (DRIZZLE_FROM.test(callee)) return first === null ? null : { model: first, field: null };
  if (MANAGER.test(callee)) {
    return first === null || !/^[A-Z]/u.test(first) ? null : { model: first, field: null };
  }
  if (KNEX.test(callee)) return table === undefined ? null : { model: table, field: null };
  const related = RELATED.exec(callee);
  if (related !== null && table !== undefined) return { model: table, field: null };
  const path = filledIn(audited, site);
  if (path !== null) return { model: path, field: null, isRelated: true };
  const documents = ofDocuments(audited, site);
  if (documents !== null) return { model: documents, field: null };
  const collection = COLLECTION.exec(callee);
  return collection === null ? null : { model: collection[1] ?? 'documents', field: null };
}

/** Returns the Mongoose model of a query not for documents, or of references filled in. */
function ofDocuments(audited: AuditedCode, site: CallSite): string | null {
  const receiver = OF_MODEL.exec(site.call.callee)?.[1];
  return receiver === undefined ? null : resolveMongooseModel(audited, site, receiver);
}

/** Returns what `await order.populate('customer')` loads for one document by an extra query. */
function filledIn({ code }: AuditedCode, { call, raw }: CallSite): string | null {
  if (!call.isAwaited || !FILLS_IN.test(call.callee) || !usesMongoose(code)) return null;
  return PATH.exec(raw.argumentText)?.[1] ?? null;
}
