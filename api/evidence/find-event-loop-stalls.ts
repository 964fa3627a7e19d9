import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { LoopStall } from '../../harness/model/program/scenario-runtime-evidence.ts';
import {
  listProjectCallSites,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** Finds code that holds the event loop in one stretch while a request is answered. */
export function findEventLoopStalls(
  record: WaitRecord,
  requests: readonly (readonly RequestWait[])[],
): readonly LoopStall[] {
  const spans = requests.flat().filter(({ site }) => record.sites[site]?.kind === 'event loop');
  const byPlace = Map.groupBy(spans, ({ site }) =>
    JSON.stringify(listProjectCallSites(record, site)),
  );
  return [...byPlace].flatMap(([key, own]) => {
    const places = JSON.parse(key) as LoopStall['places'];
    const longestMs = Math.max(...own.map(({ startMs, endMs }) => endMs - startMs));
    return places.length === 0 ? [] : [{ places, count: own.length, longestMs }];
  });
}
