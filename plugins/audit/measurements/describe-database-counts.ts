import type { ScenarioEvidence } from 'perf-harness/plugin';
import { type FindingLocation, isCallAtFinding } from './finding-location.ts';
import { formatCount, formatMilliseconds } from './format-measurements.ts';
import type { DatabaseStatement, MeasuredStatement } from './scenario-evidence-types.ts';

/**
 * Returns the database's own counts for the statements of a place; null: no database was queried,
 * or it knows none of the statements.
 */
export function describeDatabaseCounts(
  place: FindingLocation,
  { statements, database }: ScenarioEvidence,
): string | null {
  if (database === null) return null;
  const own = (statements ?? []).filter(({ places }) => isCallAtFinding(place, places));
  const found = database.statements.filter((statement) =>
    own.some((other) => isSame(other, statement)),
  );
  const calls = found.reduce((sum, statement) => sum + statement.calls, 0);
  if (calls === 0) return null;
  const rows = found.reduce((sum, statement) => sum + statement.rows, 0);
  const ms = found.reduce((sum, statement) => sum + statement.totalMs, 0);
  return `the database counted ${formatCount(calls, 'call')} across all trials, with ${formatMilliseconds(ms / calls)} and ${formatCount(Number((rows / calls).toPrecision(2)), 'row')} per call`;
}

function isSame({ statement }: MeasuredStatement, other: DatabaseStatement): boolean {
  return bare(statement) === bare(other.statement);
}

/** Drivers write parameters in ways of their own, and the server in its own. */
function bare(statement: string): string {
  return statement
    .toLowerCase()
    .replaceAll(/\$\d+|%\(\w+\)s|%s/gu, '?')
    .replaceAll(/\?::[a-z]+(?: varying)?/gu, '?')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/\(\s*\?(?:\s*,\s*\?)+\s*\)/gu, '(?)')
    .trim()
    .slice(0, MAX_LENGTH);
}

/** Maximum length of statement text that the database watchers store. */
const MAX_LENGTH = 300;
