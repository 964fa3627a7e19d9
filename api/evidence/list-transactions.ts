import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import { FAILED_ROWS } from '../../profilers/waits/wait-site-tables-and-query-row-counts.ts';
import {
  classifyTransactionStatement,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** One transaction of one request, from its begin to its commit or rollback. */
export interface Transaction {
  readonly begin: RequestWait;
  readonly end: RequestWait;
  readonly endedBy: 'commit' | 'rollback';
  /** Its statements, in order. */
  readonly statements: readonly RequestWait[];
  /** Other waits of the request meanwhile; empty if another transaction was open as well. */
  readonly others: readonly RequestWait[];
}

/** Statements that change rows, and return none. */
export const CHANGES_ROWS = /^\s*(?:insert|update|delete|merge|replace)\b(?!.*\breturning\b)/isu;

/**
 * Returns the transactions of a request. Where the connection is not known, transactions that
 * overlap cannot be distinguished, so neither is returned.
 */
export function listTransactions(
  record: WaitRecord,
  spans: readonly RequestWait[],
): readonly Transaction[] {
  const database = spans.filter(({ site }) => record.sites[site]?.kind === 'database');
  const found = [...Map.groupBy(database, ({ connection }) => connection).values()].flatMap(
    (statements) => transactionsOf(record, statements),
  );
  return found
    .map((transaction) => {
      const isAlone = found.every((other) => other === transaction || !overlap(other, transaction));
      return isAlone
        ? { ...transaction, others: othersIn(record, spans, transaction) }
        : transaction;
    })
    .toSorted((a, b) => a.begin.startMs - b.begin.startMs);
}

/** Returns the transactions of one connection. */
function transactionsOf(
  record: WaitRecord,
  statements: readonly RequestWait[],
): readonly Transaction[] {
  const found: Transaction[] = [];
  let begin: RequestWait | null = null;
  for (const end of statements) {
    const word = classifyTransactionStatement(record.sites[end.site]?.detail ?? '');
    if (word === null || end.rows === FAILED_ROWS) continue;
    if (word === 'begin') {
      if (begin !== null) return found;
      begin = end;
    } else if (begin !== null) {
      const first = begin;
      const inside = statements.filter((statement) => isInside(statement, first, end));
      found.push({ begin, end, endedBy: word, statements: inside, others: [] });
      begin = null;
    }
  }
  return found;
}

function isInside({ startMs, endMs }: RequestWait, begin: RequestWait, end: RequestWait): boolean {
  return startMs >= begin.endMs && endMs <= end.startMs;
}

function overlap(a: Transaction, b: Transaction): boolean {
  return a.begin.startMs <= b.end.endMs && b.begin.startMs <= a.end.endMs;
}

function othersIn(
  { sites }: WaitRecord,
  spans: readonly RequestWait[],
  { begin, end }: Transaction,
): readonly RequestWait[] {
  return spans.filter(
    (span) => sites[span.site]?.kind !== 'database' && isInside(span, begin, end),
  );
}

/** Returns the first statement of a transaction that changed rows; undefined: there is none. */
export function findFirstChange(
  { sites }: WaitRecord,
  { statements }: Transaction,
): RequestWait | undefined {
  return statements.find(
    ({ site, rows }) => rows !== FAILED_ROWS && CHANGES_ROWS.test(sites[site]?.detail ?? ''),
  );
}
