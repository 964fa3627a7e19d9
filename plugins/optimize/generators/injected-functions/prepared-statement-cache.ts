import type { HelperFunction } from './helper-function.ts';

const MEANING = `/**
 * Prepares an SQLite statement once per connection, for as long as the connection exists and is open.
 * SQLite re-prepares the statement when tables change. Statements of other drivers are not cached.
 */`;

const body = (typed: boolean): string => `{
  const kept = new WeakMap${typed ? '<object, Map<string, unknown>>' : ''}();
  return function statementOf${
    typed
      ? '<Statement>(database: object, text: string, prepare: (text: string) => Statement): Statement'
      : '(database, text, prepare)'
  } {
    // By these fields the two drivers that answer at once are known: better-sqlite3 and node:sqlite.
    const { open, inTransaction, isOpen, isTransaction } = database${typed ? ' as Record<string, unknown>' : ''};
    const isOfFirst = open === true && inTransaction !== undefined;
    const isOfSecond = isOpen === true && isTransaction !== undefined;
    if (!isOfFirst && !isOfSecond) return prepare(text);
    const all = kept.get(database) ?? new Map${typed ? '<string, unknown>' : ''}();
    const known = all.get(text);
    if (known !== undefined) return known${typed ? ' as Statement' : ''};
    const statement = prepare(text);
    kept.set(database, all.set(text, statement));
    return statement;
  };
}
`;

/** Caches prepared statements per connection. */
export const PREPARED_STATEMENT_CACHE: HelperFunction = {
  name: 'keptStatements',
  untyped: `${MEANING}
function keptStatements() ${body(false)}`,
  typed: `${MEANING}
function keptStatements() ${body(true)}`,
};
