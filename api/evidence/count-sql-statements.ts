import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredStatement } from '../../harness/model/program/scenario-runtime-evidence.ts';
import {
  classifyTransactionStatement,
  listProjectCallSites,
  lowerMedian,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** Calls of one statement within one request. */
interface InRequest {
  readonly calls: number;
  readonly ms: number;
  /** Rows that each other statement had returned before, by the text of the statement. */
  readonly before: ReadonlyMap<string, number>;
}

/** Statements by their text and place, each with how often a request ran it. */
export function countSqlStatements(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly MeasuredStatement[] {
  const seen = new Map<string, { readonly site: number; readonly requests: InRequest[] }>();
  for (const spans of requests) {
    const statements = spans.filter(({ site }) => isStatement(record, site));
    const bySite = Map.groupBy(statements, ({ site }) => keyOf(record, site));
    for (const [key, own] of bySite) {
      const [first] = own;
      if (first === undefined) continue;
      const known = seen.get(key) ?? { site: first.site, requests: [] };
      seen.set(key, known);
      known.requests.push({
        calls: own.length,
        ms: own.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
        before: rowsBefore(record, statements, first),
      });
    }
  }
  return [...seen.values()].map(({ site, requests: of }) => summarise(record, site, of));
}

/** True if a site runs a statement that neither connects nor begins or ends a transaction. */
export function isStatement({ sites }: WaitRecord, index: number): boolean {
  const site = sites[index];
  return (
    site?.kind === 'database' &&
    site.detail !== 'connect' &&
    classifyTransactionStatement(site.detail) === null
  );
}

/** Two calls on one line of a function are one place, as is a place reached by several paths. */
function keyOf(record: WaitRecord, index: number): string {
  return JSON.stringify([record.sites[index]?.detail, listProjectCallSites(record, index)]);
}

/** Statements whose count is of changed rows, which a program cannot loop over. */
const CHANGES_ROWS = /^\s*(?:insert|update|delete|merge|replace)\b(?!.*\breturning\b)/isu;

/** Ignores statements still running when `first` begins: it cannot depend on their rows. */
function rowsBefore(
  { sites }: WaitRecord,
  statements: readonly RequestWait[],
  first: RequestWait,
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const own = sites[first.site]?.detail;
  for (const { site, endMs, rows: given } of statements) {
    const detail = sites[site]?.detail ?? '';
    if (endMs > first.startMs || given < 0 || detail === own || CHANGES_ROWS.test(detail)) continue;
    rows.set(detail, (rows.get(detail) ?? 0) + given);
  }
  return rows;
}

function summarise(
  record: WaitRecord,
  index: number,
  requests: readonly InRequest[],
): MeasuredStatement {
  const calls = requests.map((request) => request.calls);
  const before = requests.flatMap((request) =>
    request.before.size === 0 ? [] : [Math.max(...request.before.values())],
  );
  return {
    statement: record.sites[index]?.detail ?? '',
    places: listProjectCallSites(record, index),
    requests: requests.length,
    calls: calls.reduce((sum, call) => sum + call, 0),
    perRequest: { least: Math.min(...calls), median: lowerMedian(calls), most: Math.max(...calls) },
    requestMs: lowerMedian(requests.map(({ ms }) => ms)),
    rowsBefore: before.length === 0 ? null : lowerMedian(before),
    rowsOf: sameRows(requests),
  };
}

/**
 * Returns the statement whose row count equals the calls in every request with more than one call,
 * since a single call may match by chance; null: there is none.
 */
function sameRows(requests: readonly InRequest[]): string | null {
  const repeated = requests.filter(({ calls }) => calls > 1);
  const [first, ...others] = repeated;
  if (first === undefined) return null;
  for (const [statement, rows] of first.before) {
    if (rows !== first.calls) continue;
    if (others.every((other) => other.before.get(statement) === other.calls)) return statement;
  }
  return null;
}
