import type { DatabaseStatement } from '../../harness/model/program/scenario-evidence.ts';
import type { AskDatabase } from './ask-database.ts';

/** Plans of the statements that took longest; those of all others would only take time. */
const MOST = 5;
const PLANNED = /^\s*(?:select|with|insert|update|delete)\b/iu;

/** Statements with their plans: how they would be done, whatever their parameters are. None of them is run. */
export async function withPlans(
  ask: AskDatabase,
  statements: readonly Omit<DatabaseStatement, 'plan'>[],
): Promise<readonly DatabaseStatement[]> {
  const planned: DatabaseStatement[] = [];
  for (const [index, one] of statements.entries()) {
    planned.push({ ...one, plan: index < MOST ? await planOf(ask, one.statement) : null });
  }
  return planned;
}

/** null: it cannot be planned without its parameters, or who asks may not. */
async function planOf(ask: AskDatabase, statement: string): Promise<readonly string[] | null> {
  // The server counts each statement by itself: one with a semicolon in it is not what it seems.
  if (!PLANNED.test(statement) || statement.includes(';')) return null;
  const count = Math.max(0, ...[...statement.matchAll(/\$(\d+)/gu)].map(([, one]) => Number(one)));
  const values = count === 0 ? '' : `(${Array.from({ length: count }, () => 'NULL').join(', ')})`;
  const answer = await ask([
    'SET LOCAL plan_cache_mode = force_generic_plan',
    `PREPARE perf_harness_plan AS ${statement}`,
    `EXPLAIN EXECUTE perf_harness_plan${values}`,
  ]);
  return answer.type === 'rows' ? answer.text.trimEnd().split('\n') : null;
}
