import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredStatement } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { UNKNOWN_ROWS } from '../../profilers/waits/wait-site-tables-and-query-row-counts.ts';
import {
  classifyTransactionStatement,
  listProjectCallSites,
  lowerMedian,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';
import { CHANGES_ROWS, listTransactions, type Transaction } from './list-transactions.ts';

/** Calls of one statement within one request. */
interface InRequest {
  readonly calls: number;
  readonly ms: number;
  /** Rows that each other statement had returned before, by the text of the statement. */
  readonly before: ReadonlyMap<string, number>;
  readonly justification: NonNullable<MeasuredStatement['justification']> | null;
  /** True if all calls have the same known parameters. */
  readonly readsSame: boolean;
}

/** Changed rows of a statement or a transaction from which it is a batch. */
const BATCH_ROWS = 10;

/** Statements by their text and place, each with how often a request ran it. */
export function countSqlStatements(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
  isCounted = isStatement,
): readonly MeasuredStatement[] {
  const seen = new Map<string, { readonly site: number; readonly requests: InRequest[] }>();
  for (const spans of requests) {
    const statements = spans.filter(({ site }) => isCounted(record, site));
    const transactions = listTransactions(record, spans);
    const bySite = groupByPath(record, statements);
    for (const [key, own] of bySite) {
      const [first] = own;
      if (first === undefined) continue;
      const known = seen.get(key) ?? { site: first.site, requests: [] };
      seen.set(key, known);
      known.requests.push({
        calls: own.length,
        ms: own.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
        before: rowsBefore(record, statements, first),
        justification: justify(record, own, transactions),
        readsSame: own.every(
          ({ parameters }) => parameters !== 0 && parameters === first.parameters,
        ),
      });
    }
  }
  return [...seen.values()].map(({ site, requests: of }) => summarise(record, site, of));
}

/**
 * Returns commits that follow few changed rows, as statements: with their places and counts. A
 * library may commit when no code of the project is on the stack: then it is where it began.
 */
export function countSmallCommits(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly MeasuredStatement[] {
  const hasPlaces = ({ site: index }: RequestWait): boolean =>
    listProjectCallSites(record, index).length > 0;
  const commits = requests.map((spans) =>
    listTransactions(record, spans)
      .filter((transaction) => transaction.endedBy === 'commit' && isSmall(record, transaction))
      .map(({ begin, end }) => (hasPlaces(end) ? end : { ...end, site: begin.site })),
  );
  return countSqlStatements(record, commits, () => true);
}

/** True for a transaction that changes rows, but fewer than a batch. */
function isSmall({ sites }: WaitRecord, { statements }: Transaction): boolean {
  const changes = statements.filter(({ site }) => CHANGES_ROWS.test(sites[site]?.detail ?? ''));
  const rows = changes.reduce((sum, change) => sum + (change.rows < 0 ? 1 : change.rows), 0);
  return rows > 0 && rows < BATCH_ROWS;
}

/** Returns why a statement is repeated without a defect; null: it is not known. */
function justify(
  { sites }: WaitRecord,
  own: readonly RequestWait[],
  transactions: readonly Transaction[],
): InRequest['justification'] {
  const site = sites[own[0]?.site ?? -1];
  if (CHANGES_ROWS.test(site?.detail ?? '')) {
    const around = transactions.filter(({ statements }) =>
      own.some((span) => statements.includes(span)),
    );
    const inside = around.flatMap(({ statements }) => statements);
    const isInside = own.every((span) => inside.includes(span));
    // No round trip, and one write to disk for all rows of a transaction.
    if (site?.target === 'sqlite' && isInside && around.length < own.length) {
      return 'in-process transaction';
    }
    const rows = own.reduce((sum, span) => sum + Math.max(0, span.rows), 0);
    if (rows >= BATCH_ROWS * own.length) return 'batch';
  }
  const isFound = own.map(({ rows }) => rows > 0);
  const last = isFound.pop();
  // Ends with the first answer that differs, such as the first free name, or the first success.
  const isSearch = isFound.length > 0 && isFound.every((found) => found !== last);
  return isSearch && own.every(({ rows }) => rows !== UNKNOWN_ROWS) ? 'search' : null;
}

/** True if a site runs a statement that neither connects nor begins or ends a transaction. */
export function isStatement({ sites }: WaitRecord, index: number): boolean {
  const site = sites[index];
  return (
    site?.kind === 'database' &&
    !/^(?:dis)?connect$/u.test(site.detail) &&
    classifyTransactionStatement(site.detail) === null
  );
}

/** Two calls on one line of a function are one place, as is a place reached by several paths. */
function keyOf(record: WaitRecord, index: number): string {
  return JSON.stringify([record.sites[index]?.detail, listProjectCallSites(record, index)]);
}

/**
 * Groups statements by text and callers. After the first `await` of a function, callers that are not
 * asynchronous are on no stack, so a path that lacks only such callers is the same path.
 */
function groupByPath(
  record: WaitRecord,
  statements: readonly RequestWait[],
): ReadonlyMap<string, readonly RequestWait[]> {
  const keys = new Map<number, string>();
  const paths = new Map<string, readonly string[]>();
  for (const { site } of statements) {
    if (keys.has(site)) continue;
    const path = pathOf(record, site);
    const [key] = [...paths].find(([, longer]) => isPart(path, longer)) ?? [keyOf(record, site)];
    if (!paths.has(key)) paths.set(key, path);
    keys.set(site, key);
  }
  return Map.groupBy(statements, ({ site }) => keys.get(site) ?? '');
}

/** Text of a statement and its callers, innermost first. */
function pathOf(record: WaitRecord, index: number): readonly string[] {
  const site = record.sites[index];
  if (site === undefined) return [];
  const callers = listProjectCallSites(record, index);
  return [site.detail, ...callers.map(({ file, line }) => `${file}:${line}`)];
}

/** True if a path has the first two steps of a longer one, and only steps of it in its order. */
function isPart(path: readonly string[], longer: readonly string[]): boolean {
  if (path[0] !== longer[0] || path[1] !== longer[1]) return false;
  let at = 0;
  for (const step of longer) if (path[at] === step) at += 1;
  return at === path.length;
}

/** Changed rows are no rows that a program can loop over. Ignores statements still running when `first` begins. */
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
  const rowsOf = sameRows(requests);
  const justification = commonJustification(requests);
  const repeated = requests.filter((request) => request.calls > 1);
  const readsSame = repeated.length > 0 && repeated.every((request) => request.readsSame);
  return {
    statement: record.sites[index]?.detail ?? '',
    places: listProjectCallSites(record, index),
    requests: requests.length,
    calls: calls.reduce((sum, call) => sum + call, 0),
    perRequest: { least: Math.min(...calls), median: lowerMedian(calls), most: Math.max(...calls) },
    requestMs: lowerMedian(requests.map(({ ms }) => ms)),
    rowsOf,
    ...(justification !== null && rowsOf === null && { justification }),
    ...(readsSame && { readsSame }),
  };
}

/** Returns what justifies the repetition in each request that repeats the statement. */
function commonJustification(requests: readonly InRequest[]): InRequest['justification'] {
  const repeated = requests.filter(({ calls }) => calls > 1);
  const [first] = repeated;
  if (first === undefined) return null;
  const isCommon = repeated.every(({ justification }) => justification === first.justification);
  return isCommon ? first.justification : null;
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
