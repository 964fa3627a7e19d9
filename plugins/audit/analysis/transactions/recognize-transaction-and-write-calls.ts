import type { CallSite } from '../../../analysis/index.ts';

/** Receivers on which a transaction is begun. */
const DATABASE =
  /(?:prisma|database|db|knex|sequelize|manager|datasource|connection|conn|orm|trx|tx|repo\w*|drizzle|kysely|pool|client|sqlite|engine|session|maker|factory|local|uow|\bem)\)?$/iu;
/** Tracing libraries, whose transactions are not database transactions. */
const TRACING = /sentry|newrelic|apm|tracer|datadog/iu;
const RUNNERS =
  /(?:^|\.)(?:transactional|withTransaction|withinTransaction|runInTransaction|inTransaction|runTransaction)$/u;
const STATEMENTS = /\.(?:query|execute|raw|exec|run|unsafe|queryRaw|\$executeRawUnsafe)$/u;
/** Statements that write, as SQLAlchemy builds them or as text. */
const WRITES =
  /^\(\s*(?:(?:[\w.]+\.)?(?:insert|update|delete)\s*\(|(?:[\w.]*text\()?\s*[frb]*['"`]{1,3}\s*(?:INSERT|UPDATE|DELETE|MERGE)\b)/iu;
const SESSION = /(?:^|\.)_?(?:\w*session|db)$/iu;

/** Returns the receiver of a callee: the text before its last dot. */
export function readReceiver(callee: string): string {
  const at = callee.lastIndexOf('.');
  return at === -1 ? '' : callee.slice(0, at);
}

/** True if a call at the head of a `with` opens a transaction. */
export function isTransactionBlock(callee: string): boolean {
  if (TRACING.test(callee)) return false;
  if (/(?:^|\.)(?:atomic|in_transaction)$/u.test(callee)) return true;
  return (
    /\.(?:begin|begin_nested|transaction)$/u.test(callee) && DATABASE.test(readReceiver(callee))
  );
}

/** True if a function passed to the call runs in a transaction. */
export function takesTransactionCallback({ call }: CallSite): boolean {
  const { callee } = call;
  if (TRACING.test(callee)) return false;
  if (/\.\$transaction$/u.test(callee) || RUNNERS.test(callee)) return true;
  return /\.transaction$/u.test(callee) && DATABASE.test(readReceiver(callee));
}

/** Returns handles on which the transaction begun by a call is committed; null: it begins none. */
export function findBegunTransaction({
  call,
  raw,
}: CallSite): { readonly handles: readonly string[] } | null {
  const { callee } = call;
  const receiver = readReceiver(callee);
  const names = raw.place?.names ?? [];
  if (TRACING.test(callee)) return null;
  if (/\.(?:startTransaction|beginTransaction)$/u.test(callee)) return { handles: [receiver] };
  const isBegin = /\.begin$/u.test(callee) && DATABASE.test(receiver);
  if (isBegin) return { handles: [receiver, ...names] };
  const isHandle =
    /\.transaction$/u.test(callee) && raw.callbacks.length === 0 && DATABASE.test(receiver);
  return isHandle && names.length > 0 ? { handles: names } : null;
}

export function isCommitOn({ call: { callee } }: CallSite, handles: readonly string[]): boolean {
  return handles.includes(readReceiver(callee)) && /\.(?:commit|commitTransaction)$/u.test(callee);
}

/** True if a session sends a write to its database here; adding alone sends nothing. */
export function isImmediateWrite({ call, raw }: CallSite): boolean {
  const { callee } = call;
  if (!SESSION.test(readReceiver(callee))) return false;
  if (/\.(?:flush|bulk_save_objects|bulk_insert_mappings|bulk_update_mappings)$/u.test(callee)) {
    return true;
  }
  return /\.(?:execute|scalars?)$/u.test(callee) && WRITES.test(raw.argumentText);
}

/** True if a call writes to a database, at once or with the next flush. */
export function isDatabaseWrite(site: CallSite): boolean {
  const { callee } = site.call;
  const receiver = readReceiver(callee);
  if (isImmediateWrite(site)) return true;
  if (/\.(?:add|add_all|delete|merge)$/u.test(callee) && SESSION.test(receiver)) return true;
  if (
    /\.objects(?:\.\w+(?:\(.*\))?)*\.(?:create|bulk_create|bulk_update|update|delete|get_or_create|update_or_create)$/su.test(
      callee,
    )
  ) {
    return true;
  }
  if (STATEMENTS.test(callee)) return WRITES.test(site.raw.argumentText);
  const isMethod =
    /\.(?:create|createMany|update|updateMany|upsert|delete|deleteMany|insert|insertInto|save|remove|destroy|bulkCreate|persist|mark_\w+|update_\w+)$/u.test(
      callee,
    );
  return (
    isMethod &&
    (/repo|prisma|\btx\b|\btrx\b|manager|model|\bem\b|\bdb\b/iu.test(receiver) ||
      site.call.type === 'I/O-DB')
  );
}
