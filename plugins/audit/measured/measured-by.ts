/** What of a running program says whether a finding is one. */
export type MeasuredBy =
  /** How often its statement runs in a request: one that is in a loop may run once all the same. */
  | 'loop'
  /** How often its statement runs in a request, which alone says nothing against it. */
  | 'statements'
  /** How long its transaction lasts, and what else is waited for meanwhile. */
  | 'transaction'
  /** How long its function keeps the event loop. */
  | 'event loop'
  /** How much its function allocates. */
  | 'allocation';

const BY_RULE: ReadonlyMap<string, MeasuredBy> = new Map([
  ['query-in-loop', 'loop'],
  ['n-update-delete-loop', 'loop'],
  ['missing-bulk-ops', 'loop'],
  ['over-fetching', 'statements'],
  ['redundant-fetch', 'statements'],
  ['unnecessary-resolve', 'statements'],
  ['wrong-caching-scope', 'statements'],
  ['missing-intermediate-commits', 'transaction'],
  ['scope-too-wide', 'transaction'],
  ['scope-too-narrow', 'transaction'],
  ['missing-rollback', 'transaction'],
  ['long-held-transaction', 'transaction'],
  ['event-channel-consistency', 'transaction'],
  ['blocking-io-in-async', 'event loop'],
  ['missing-to-thread', 'event loop'],
  ['sync-sleep-in-async', 'event loop'],
  ['unnecessary-list-allocation', 'allocation'],
  ['string-concat-in-loop', 'allocation'],
  ['redundant-data-copies', 'allocation'],
]);

const BY_AUDITOR: ReadonlyMap<string, MeasuredBy> = new Map([
  ['652', 'transaction'],
  ['653', 'event loop'],
]);

/** A rule of the project's own is measured as its auditor's are. */
export function measuredBy(rule: string, auditor: string): MeasuredBy {
  return BY_RULE.get(rule) ?? BY_AUDITOR.get(auditor) ?? 'statements';
}
