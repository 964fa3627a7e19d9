import type {
  WaitKind,
  WaitRecord,
} from '../../harness/model/program/program-wait-record-types.ts';
import type { RepeatedRead } from '../../harness/model/program/scenario-runtime-evidence.ts';
import {
  listProjectCallSites,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** Single statements after which equal reads still give equal rows. */
const CHANGES_NOTHING =
  /^\s*(?:begin|start\s+transaction|savepoint|release|show|connect|explain(?!\s*\(?\s*analy[sz]e))\b[^;]*;?\s*$/iu;
/** Waits in which another program, or another part of this one, may write. */
const MAY_WRITE: ReadonlySet<WaitKind> = new Set(['network', 'process', 'timer']);

/**
 * Finds reads that a request repeats with the same parameters, while nothing that it was seen to do
 * could change the rows: no other statement, commit, request or timer lies in between.
 */
export function findRepeatedReads(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly RepeatedRead[] {
  const found = new Map<string, RepeatedRead>();
  for (const waits of requests) {
    /** Site of the first read since the last possible change, by statement and parameters. */
    const known = new Map<string, number>();
    /** Pairs of places that this request has counted already. */
    const counted = new Set<string>();
    let unsettledUntilMs = 0;
    for (const { site, parameters, startMs, endMs } of waits) {
      const { kind, detail = '' } = record.sites[site] ?? {};
      if (kind === undefined || (kind === 'database' && CHANGES_NOTHING.test(detail))) continue;
      if (MAY_WRITE.has(kind) || (kind === 'database' && parameters === 0)) {
        known.clear();
        unsettledUntilMs = Math.max(unsettledUntilMs, endMs);
      }
      if (kind !== 'database' || parameters === 0 || startMs < unsettledUntilMs) continue;
      const key = `${parameters} ${detail}`;
      const first = known.get(key);
      if (first === undefined) {
        known.set(key, site);
        continue;
      }
      const pair = `${first} ${site}`;
      const before = found.get(pair)?.requests ?? 0;
      found.set(pair, {
        statement: detail,
        places: listProjectCallSites(record, site),
        first: listProjectCallSites(record, first),
        requests: before + (counted.has(pair) ? 0 : 1),
      });
      counted.add(pair);
    }
  }
  return [...found.values()];
}
