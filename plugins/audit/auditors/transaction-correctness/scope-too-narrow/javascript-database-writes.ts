import type { CallSite } from '../../../../analysis/index.ts';
import {
  isDatabaseWrite,
  readReceiver,
} from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';

/** Methods that write, of Prisma, Drizzle, Kysely, Knex and TypeORM. */
const WRITES =
  /\.(?:create|createMany|createManyAndReturn|update|updateMany|upsert|delete|deleteMany|insert|insertInto|updateTable|deleteFrom|replaceInto|save|remove|softDelete|softRemove|increment|decrement|del|\$executeRaw|\$executeRawUnsafe)$/u;
/** Methods of repositories of TypeORM that write. */
export const REPOSITORY_WRITE_METHODS =
  /^(?:save|insert|update|delete|remove|upsert|softDelete|softRemove|increment|decrement)$/u;
const REPOSITORY =
  /(?:^|[.\w])[rR]epo(?:sitory)?\.(?:save|insert|update|delete|remove|upsert|softDelete|softRemove|increment|decrement)$/u;

/** True if a client call writes: `prisma.order.create`, `db.insert`, `knex('orders').insert`. */
export function isClientWrite({ call, raw }: CallSite, client: string): boolean {
  const { callee } = call;
  const rest = callee.startsWith(client) ? callee.slice(client.length) : null;
  if (rest === null || !/^[.(]/u.test(rest)) return false;
  if (/^\.(?:\$?transaction|\$extends)\b/u.test(rest)) return false;
  if (/^\.(?:query|execute|raw|run|unsafe)$/u.test(rest)) return isSql(raw.argumentText);
  // `prisma.order.create` and `db.insert` are statements; `client.cache.orders.delete` is not.
  return WRITES.test(rest) && (rest.startsWith('(') || rest.split('.').length <= 3);
}

/** True if a call writes through an injected TypeORM repository. */
export function isRepositoryWrite({ call }: CallSite): boolean {
  return REPOSITORY.test(call.callee);
}

/** True if a call is an SQL statement that writes through something other than a handle. */
export function isBypassingSqlWrite(site: CallSite, handles: ReadonlySet<string>): boolean {
  const { callee } = site.call;
  const receiver = readReceiver(callee);
  if (!/\.(?:query|execute)$/u.test(callee) || !/(?:pool|db|client|conn\w*)$/iu.test(receiver)) {
    return false;
  }
  return !handles.has(receiver) && isDatabaseWrite(site) && isSql(site.raw.argumentText);
}

function isSql(argumentText: string): boolean {
  return /^[(`]?\s*(?:sql)?\s*['"`]{0,3}\s*(?:INSERT|UPDATE|DELETE|MERGE)\b/iu.test(argumentText);
}
