import type {
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import type { EarlyEvent } from '../../harness/model/program/scenario-runtime-evidence.ts';
import {
  listProjectCallSites,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';
import { findFirstChange, listTransactions, type Transaction } from './list-transactions.ts';

/** Requests that are not safe to repeat: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods */
const SENDS = /^(?:POST|PUT|PATCH|DELETE)\b/u;
/** Commands by which Redis hands a message on. */
const PUBLISHES = /^(?:S?PUBLISH|XADD|[LR]PUSH)$/u;

/**
 * Finds messages to others that a transaction sends after it has changed rows: the receiver may
 * act before the commit, or on a change that is rolled back.
 */
export function findEventsSentBeforeCommit(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly EarlyEvent[] {
  const found = new Map<string, EarlyEvent>();
  for (const spans of requests) {
    for (const transaction of listTransactions(record, spans)) {
      for (const { span, site, change } of listEarlySends(record, transaction)) {
        const places = listProjectCallSites(record, span.site);
        const key = JSON.stringify(places);
        const { event, statement } = { event: site.detail, statement: change.detail };
        found.set(key, { event, statement, places, count: (found.get(key)?.count ?? 0) + 1 });
      }
    }
  }
  return [...found.values()];
}

/** Returns the sends of a committed transaction after its first change. */
export function listEarlySends(record: WaitRecord, transaction: Transaction) {
  const change = findFirstChange(record, transaction);
  const changed = change === undefined ? undefined : record.sites[change.site];
  if (change === undefined || changed === undefined) return [];
  return transaction.others.flatMap((span) => {
    const site = record.sites[span.site];
    if (site === undefined || !isSend(site) || span.startMs < change.endMs) return [];
    return [{ span, site, change: changed }];
  });
}

function isSend({ kind, detail }: WaitSite): boolean {
  return kind === 'network' ? SENDS.test(detail) : kind === 'cache' && PUBLISHES.test(detail);
}
