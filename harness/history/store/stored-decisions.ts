import type { Decision } from './decisions.ts';
import type { Sql } from './sql.ts';

/** What was said of changes by all who share a store, oldest first. */
export async function readStoredDecisions(sql: Sql): Promise<readonly Decision[]> {
  const rows = await sql.all(
    'SELECT change, decision, reason, author, decided_at FROM decisions ORDER BY decided_at, change, author',
  );
  return rows.map(({ change, decision, reason, author, decided_at: decidedAt }) => ({
    change: String(change),
    decision: decision as Decision['decision'],
    reason: String(reason),
    author: String(author),
    decidedAt: new Date(Number(decidedAt)).toISOString(),
  }));
}

/** Adds some; those that are there already change nothing. */
export async function addStoredDecisions(sql: Sql, added: readonly Decision[]): Promise<void> {
  if (added.length === 0) return;
  await sql.transaction(async () => {
    for (const { change, decision, reason, author, decidedAt } of added) {
      await sql.run(
        'INSERT INTO decisions (change, decided_at, decision, reason, author) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        [change, Date.parse(decidedAt), decision, reason, author],
      );
    }
  });
}
