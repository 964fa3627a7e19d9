/** A statement that a call makes. */
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
