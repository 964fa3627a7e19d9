import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { OpenTransaction } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { FAILED_ROWS } from '../../profilers/waits/wait-site-tables-and-query-row-counts.ts';
import {
  classifyTransactionStatement,
  listProjectCallSites,
  type RequestWait,
  spanAt,
} from './group-recorded-waits-and-find-call-sites.ts';

/** Detail of the end of a connection, which rolls its transaction back. */
const DISCONNECT = 'disconnect';

interface Open {
  readonly begin: RequestWait;
  /** First statement that failed in it. */
  failed: RequestWait | null;
}

/**
 * Finds transactions in which a statement fails, and which neither the application nor its libraries
 * end afterwards. Tests that clean up behind them do not count.
 */
export function findTransactionsLeftOpen(record: WaitRecord): readonly OpenTransaction[] {
  const open = new Map<number, Open>();
  const found = new Map<string, OpenTransaction>();
  const report = ({ begin, failed }: Open): void => {
    if (failed === null) return;
    const places = listProjectCallSites(record, begin.site);
    const at = listProjectCallSites(record, failed.site);
    const key = JSON.stringify([places, at]);
    const statement = record.sites[failed.site]?.detail ?? '';
    found.set(key, { places, failed: at, statement, count: (found.get(key)?.count ?? 0) + 1 });
  };
  for (let row = 0; row < record.spans.site.length; row += 1) {
    const span = spanAt(record.spans, row);
    const { kind, detail = '' } = record.sites[span.site] ?? {};
    if (kind !== 'database' || span.connection === 0) continue;
    const before = open.get(span.connection);
    const word = detail === DISCONNECT ? 'rollback' : classifyTransactionStatement(detail);
    if (span.rows === FAILED_ROWS) {
      if (before !== undefined && before.failed === null) before.failed = span;
    } else if (word === 'begin') {
      if (before !== undefined) report(before);
      open.set(span.connection, { begin: span, failed: null });
    } else if (before !== undefined && word !== null && !isDoneByTest(record, span.site)) {
      open.delete(span.connection);
    } else if (before !== undefined && /^\s*rollback\s.*\bto\b/iu.test(detail))
      before.failed = null;
  }
  for (const left of open.values()) report(left);
  return [...found.values()].filter(({ places }) => places.length > 0);
}

/** True for a call of test code that no code of the application makes. */
function isDoneByTest(record: WaitRecord, index: number): boolean {
  const stack = record.sites[index]?.stack ?? [];
  const owners = stack.map((frame) => record.functions[frame]?.owner);
  return owners.includes('harness') && !owners.includes('project');
}
