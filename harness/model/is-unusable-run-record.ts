import type { RunRecord } from './documents/run-record.ts';

/** Stop reasons of a live comparison after which a scenario cannot be judged. */
const UNUSABLE_STOPS: ReadonlySet<string> = new Set(['failed', 'outside-files', 'blocked']);

/** True if a record allows no conclusion about its scenario on either side. */
export function isUnusableRecord({ stop }: Pick<RunRecord, 'stop'>): boolean {
  return stop !== null && UNUSABLE_STOPS.has(stop);
}
