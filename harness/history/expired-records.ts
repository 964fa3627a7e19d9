import { isKnown, type KnownRecord, type RecordEntry } from './record-entry.ts';

/** Records kept of each scenario, unless the configuration says otherwise. */
export const KEEP_RECORDS = 200;

/**
 * Records that are older than the newest `keep` of their scenario. Damaged ones never expire: what
 * cannot be read is not thrown away.
 */
export function expiredRecords(
  entries: readonly RecordEntry[],
  keep: number,
): readonly KnownRecord[] {
  const seen = new Map<string, number>();
  return entries
    .filter(isKnown)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
    .filter(({ scenario }) => {
      const count = (seen.get(scenario) ?? 0) + 1;
      seen.set(scenario, count);
      return count > keep;
    });
}
