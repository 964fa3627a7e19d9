import type { HelperFunction } from './helper-function.ts';

/** Caches prepared statements per connection. */
export const PREPARED_STATEMENT_CACHE: HelperFunction = {
  name: 'keptStatements',
  text: (t) => `/**
 * Prepares an SQLite statement once per connection, for as long as the connection exists and is open.
 * SQLite re-prepares the statement when tables change. Statements of other drivers are not cached.
 */
function keptStatements() {
  const kept = new WeakMap${t('<object, Map<string, unknown>>')}();
  return function statementOf${t(
    '<Statement>(database: object, text: string, prepare: (text: string) => Statement): Statement',
    '(database, text, prepare)',
  )} {
    // By these fields the two drivers that answer at once are known: better-sqlite3 and node:sqlite.
    const { open, inTransaction, isOpen, isTransaction } = database${t(' as Record<string, unknown>')};
    const isOfFirst = open === true && inTransaction !== undefined;
    const isOfSecond = isOpen === true && isTransaction !== undefined;
    if (!isOfFirst && !isOfSecond) return prepare(text);
    const all = kept.get(database) ?? new Map${t('<string, unknown>')}();
    const known = all.get(text);
    if (known !== undefined) return known${t(' as Statement')};
    const statement = prepare(text);
    kept.set(database, all.set(text, statement));
    return statement;
  };
}
`,
};
