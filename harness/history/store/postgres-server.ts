import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import type { Sql } from './sql.ts';

/** What texts of every script fit into. `SQL_ASCII` keeps bytes as they come. */
const ENCODINGS: ReadonlySet<string> = new Set(['UTF8', 'SQL_ASCII']);
/** Of a version in `server_version_num`. */
const MAJOR = 10_000;

/**
 * @param oldest - As `server_version_num`: 120000 is 12.0.
 * @throws UserError where the server is older, or its database cannot hold every text.
 */
export async function requireServer(sql: Sql, oldest: number): Promise<void> {
  const [row] = await sql.all(
    "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version, current_setting('server_encoding') AS encoding",
  );
  if (Number(row?.number) < oldest) {
    throw new UserError({
      code: 'history-database-old',
      message: `The history cannot be kept in ${sql.place}: it is PostgreSQL ${row?.version}, and the oldest that works is ${Math.floor(oldest / MAJOR)}.`,
      remedy: 'Name a newer server in history.url. Nothing was changed.',
      exitCode: EXIT.usage,
    });
  }
  if (ENCODINGS.has(String(row?.encoding))) return;
  throw new UserError({
    code: 'history-database-encoding',
    message: `The history cannot be kept in ${sql.place}: its encoding is ${row?.encoding}, which does not hold every name.`,
    remedy: "Make a database for it: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
    exitCode: EXIT.usage,
  });
}
