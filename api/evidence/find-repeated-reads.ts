import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { RepeatedRead } from '../../harness/model/program/scenario-runtime-evidence.ts';
import {
  listProjectCallSites,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** Statements that only read and give the same answer again while nothing is written. */
const READS =
  /^\s*(?:select|with)\b(?!.*\b(?:insert|update|delete|nextval|random|now|pg_\w+)\b)/isu;
/** Statements that change no row: of transactions, settings and cursors. */
const CHANGES_NOTHING =
  /^\s*(?:begin|start|commit|end|rollback|abort|savepoint|release|set|show|connect|explain)\b/iu;

/**
 * Finds reads that a request repeats with the same parameters although it has written nothing in
 * between. Reads that overlap count too: neither waits for a change. Writes of other requests are
 * unknown, and those of a statement whose text is unknown count as a write of anything.
 */
export function findRepeatedReads(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly RepeatedRead[] {
  const found = new Map<string, RepeatedRead>();
  for (const waits of requests) {
    /** Site of the first read since the last write, by statement and parameters. */
    const known = new Map<string, number>();
    /** Pairs of places that this request has counted already. */
    const counted = new Set<string>();
    for (const { site, parameters } of waits) {
      const { kind, detail = '' } = record.sites[site] ?? {};
      if (kind !== 'database' || CHANGES_NOTHING.test(detail)) continue;
      if (!READS.test(detail)) known.clear();
      if (parameters === 0 || !READS.test(detail)) continue;
      const key = `${parameters} ${detail}`;
      const first = known.get(key);
      if (first === undefined) {
        known.set(key, site);
        continue;
      }
      const pair = `${first} ${site}`;
      const before = found.get(pair);
      const requestCount = (before?.requests ?? 0) + (counted.has(pair) ? 0 : 1);
      counted.add(pair);
      found.set(pair, {
        statement: detail,
        places: placesOf(record, site),
        first: placesOf(record, first),
        requests: requestCount,
      });
    }
  }
  return [...found.values()];
}

function placesOf(record: WaitRecord, index: number): RepeatedRead['places'] {
  const site = record.sites[index];
  return site === undefined ? [] : listProjectCallSites(site, record);
}
