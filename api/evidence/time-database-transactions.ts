import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { MeasuredTransaction } from '../../harness/model/program/scenario-runtime-evidence.ts';
import {
  classifyTransactionStatement,
  listProjectCallSites,
  lowerMedian,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** One transaction of one request. */
interface Transaction {
  readonly begin: number;
  readonly end: number;
  readonly endedBy: 'commit' | 'rollback';
  readonly ms: number;
  readonly statements: number;
  readonly others: ReadonlyMap<string, number>;
}

/** Groups transactions by the places where they begin and end, with their durations. */
export function timeDatabaseTransactions(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly MeasuredTransaction[] {
  const all = requests.flatMap((spans) => transactionsIn(record, spans));
  const groups = Map.groupBy(all, ({ begin, end, endedBy }) =>
    JSON.stringify([endedBy, ...[begin, end].map((site) => listProjectCallSites(record, site))]),
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [summarise(record, [first, ...others])],
  );
}

/** Transactions that overlap within a request cannot be told apart, so neither is returned. */
function transactionsIn(record: WaitRecord, spans: readonly RequestWait[]): readonly Transaction[] {
  const found: Transaction[] = [];
  let open: RequestWait | null = null;
  for (const span of spans) {
    const site = record.sites[span.site];
    const word = site?.kind === 'database' ? classifyTransactionStatement(site.detail) : null;
    if (word === null) continue;
    if (word === 'begin') {
      if (open !== null) return found;
      open = span;
    } else if (open !== null) {
      found.push(transactionOf(record, spans, open, span, word));
      open = null;
    }
  }
  return found;
}

function transactionOf(
  { sites }: WaitRecord,
  spans: readonly RequestWait[],
  begin: RequestWait,
  end: RequestWait,
  endedBy: Transaction['endedBy'],
): Transaction {
  const inside = spans.filter(
    ({ startMs, endMs }) => startMs >= begin.endMs && endMs <= end.startMs,
  );
  const others = new Map<string, number>();
  for (const { site, startMs, endMs } of inside) {
    const kind = sites[site]?.kind ?? 'database';
    if (kind !== 'database') others.set(kind, (others.get(kind) ?? 0) + endMs - startMs);
  }
  return {
    begin: begin.site,
    end: end.site,
    endedBy,
    others,
    ms: end.endMs - begin.startMs,
    statements: inside.filter(({ site }) => sites[site]?.kind === 'database').length,
  };
}

function summarise(
  record: WaitRecord,
  all: readonly [Transaction, ...Transaction[]],
): MeasuredTransaction {
  const [first] = all;
  const times = all.map(({ ms }) => ms);
  const kinds = new Set(all.flatMap(({ others }) => [...others.keys()]));
  return {
    begin: listProjectCallSites(record, first.begin),
    end: listProjectCallSites(record, first.end),
    endedBy: first.endedBy,
    count: all.length,
    medianMs: lowerMedian(times),
    longestMs: Math.max(...times),
    statements: lowerMedian(all.map(({ statements }) => statements)),
    otherWaits: Object.fromEntries(
      [...kinds].map((kind) => [kind, lowerMedian(all.map(({ others }) => others.get(kind) ?? 0))]),
    ),
  };
}
