import type { WriteStatement } from './write-statement.ts';

const SQL =
  /^\(\s*(?:\w+\.)?(?:text\(\s*|sql)?\s*[rbf]*["'`]+\s*(UPDATE|DELETE\s+FROM|INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO|REPLACE\s+INTO)\s+(?:ONLY\s+)?["`[]?([\w.]*)/iu;

/** Parses the SQL text in the first argument of a call; returns null if it changes no rows. */
export function parseSqlStatement(
  argumentText: string,
): Pick<WriteStatement, 'verb' | 'model'> | null {
  const [, word, table = ''] = SQL.exec(argumentText) ?? [];
  if (word === undefined) return null;
  const verb = /^update/iu.test(word) ? 'update' : /^delete/iu.test(word) ? 'delete' : 'insert';
  return { verb, model: table === '' ? null : table };
}
