export interface WriteStatement {
  readonly verb: 'update' | 'delete' | 'insert';
  /** `session`: queued until the next flush. `record`: a method of the entity itself. */
  readonly by: 'repository' | 'execute' | 'session' | 'record';
  /** Library or language of the statement, for the recommended fix. */
  readonly dialect: 'sqlalchemy' | 'django' | 'sql' | 'repository' | 'prisma' | 'knex';
  /** Class or table as written; null if the code does not name it. */
  readonly model: string | null;
}

const SQL =
  /^\(\s*(?:\w+\.)?(?:text\(\s*|sql)?\s*[rbf]*["'`]+\s*(UPDATE|DELETE\s+FROM|INSERT\s+INTO)\s+["`[]?([\w.]*)/iu;

/** Parses the SQL text in the first argument of a call; returns null if it changes no rows. */
export function parseSqlStatement(argumentText: string): WriteStatement | null {
  const [, word, table = ''] = SQL.exec(argumentText) ?? [];
  if (word === undefined) return null;
  const verb = /^update/iu.test(word) ? 'update' : /^delete/iu.test(word) ? 'delete' : 'insert';
  return { verb, by: 'execute', dialect: 'sql', model: table === '' ? null : table };
}

/** Formats one statement for many in the code's library, selecting by the column used so far. */
export function formatBatchStatement(
  { verb, dialect, model }: WriteStatement,
  over: string,
  column: string | null = null,
): string {
  const id = column ?? 'id';
  const of = model ?? 'Model';
  const isDeletion = verb === 'delete';
  switch (dialect) {
    case 'sqlalchemy':
    case 'repository':
      return `session.execute(${isDeletion ? 'delete' : 'update'}(${of}).where(${of}.${id}.in_(ids)))`;
    case 'django':
      return isDeletion
        ? `${of}.objects.filter(${column ?? 'pk'}__in=ids).delete()`
        : `${of}.objects.filter(${column ?? 'pk'}__in=ids).update(…), or ${of}.objects.bulk_update(${over}, fields) if the values differ`;
    case 'sql':
      return isDeletion
        ? `DELETE FROM ${of} WHERE ${id} IN (…)`
        : `UPDATE ${of} … WHERE ${id} IN (…), joined with a list of VALUES if the values differ`;
    case 'prisma':
      return isDeletion
        ? `prisma.${of}.deleteMany({ where: { ${id}: { in: ids } } })`
        : `prisma.${of}.updateMany({ where: { ${id}: { in: ids } }, data }), or one UPDATE … FROM (VALUES …) where the values differ`;
    case 'knex':
      return `knex('${of}').whereIn('${id}', ids).${isDeletion ? 'del()' : 'update(values)'}`;
  }
}

/** Formats one statement that inserts all rows, or deletes all rows of a session. */
export function formatBatchInsert({ dialect, model, by, verb }: WriteStatement): string {
  const of = model ?? 'Model';
  switch (dialect) {
    case 'sqlalchemy':
      if (verb === 'delete') return 'session.execute(delete(Model).where(Model.id.in_(ids)))';
      return by === 'session'
        ? 'session.add_all(items), session.execute(insert(Model).values(rows)) or session.bulk_save_objects(items)'
        : `session.execute(insert(${of}).values(rows)) with all rows, session.add_all(items) or session.bulk_save_objects(items)`;
    case 'repository':
      return 'a method that takes the whole list and calls session.add_all(items) or insert(Model).values(rows)';
    case 'django':
      return `${of}.objects.bulk_create(items)`;
    case 'sql':
      return `INSERT INTO ${of} … VALUES (…), (…), or executemany where the driver supports it`;
    case 'prisma':
      return `prisma.${of}.createMany({ data: rows })`;
    case 'knex':
      return `knex.batchInsert('${of}', rows)`;
  }
}
