/** Measurement of a running program that decides whether a finding is real. */
export type MeasurementKind =
  /** Times its statement runs per request; even a statement in a loop may run only once. */
  | 'loop'
  /** Times its statement runs per request, which alone does not refute the finding. */
  | 'statements'
  /** Duration of its transaction, and other waits during it. */
  | 'transaction'
  /** Time for which its function blocks the event loop. */
  | 'event loop'
  /** Memory that its function allocates. */
  | 'allocation';

const BY_RULE: ReadonlyMap<string, MeasurementKind> = new Map([
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

const BY_AUDITOR: ReadonlyMap<string, MeasurementKind> = new Map([
  ['652', 'transaction'],
  ['653', 'event loop'],
]);

/** A rule of the project's own is measured as its auditor's are. */
export function selectMeasurement(rule: string, auditor: string): MeasurementKind {
  return BY_RULE.get(rule) ?? BY_AUDITOR.get(auditor) ?? 'statements';
}

/**
 * True if a measurement at a finding of the rule shows its defect: the statement is repeated. Of other
 * rules it shows the cost of a place that may be right, such as the length of a transaction.
 */
export function isShownByMeasurement(rule: string): boolean {
  return BY_RULE.get(rule) === 'loop';
}
