import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredTransaction } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { listEarlySends } from './find-events-sent-before-commit.ts';
import {
  listProjectCallSites,
  lowerMedian,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';
import { listTransactions, type Transaction } from './list-transactions.ts';

/** Groups transactions by the places where they begin and end, with their durations. */
export function timeDatabaseTransactions(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly MeasuredTransaction[] {
  const all = requests.flatMap((spans) => listTransactions(record, spans));
  const groups = Map.groupBy(all, ({ begin, end, endedBy }) =>
    JSON.stringify([
      endedBy,
      ...[begin, end].map(({ site }) => listProjectCallSites(record, site)),
    ]),
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [summarise(record, [first, ...others])],
  );
}

/** Median waits of transactions by kind; messages sent before the commit are a kind of their own. */
function medianOtherWaits(
  record: WaitRecord,
  all: readonly Transaction[],
): MeasuredTransaction['otherWaits'] {
  const waits = all.map((transaction) => {
    const early = new Set(listEarlySends(record, transaction).map(({ span }) => span));
    const ms = new Map<string, number>();
    for (const span of transaction.others) {
      const kind = early.has(span) ? 'event' : (record.sites[span.site]?.kind ?? 'database');
      if (kind === 'event loop') continue;
      ms.set(kind, (ms.get(kind) ?? 0) + span.endMs - span.startMs);
    }
    return ms;
  });
  const kinds = new Set(waits.flatMap((ms) => [...ms.keys()]));
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, lowerMedian(waits.map((ms) => ms.get(kind) ?? 0))]),
  );
}

function summarise(
  record: WaitRecord,
  all: readonly [Transaction, ...Transaction[]],
): MeasuredTransaction {
  const [first] = all;
  const times = all.map(({ begin, end }) => end.endMs - begin.startMs);
  return {
    begin: listProjectCallSites(record, first.begin.site),
    end: listProjectCallSites(record, first.end.site),
    endedBy: first.endedBy,
    count: all.length,
    medianMs: lowerMedian(times),
    longestMs: Math.max(...times),
    statements: lowerMedian(all.map(({ statements }) => statements.length)),
    otherWaits: medianOtherWaits(record, all),
  };
}
