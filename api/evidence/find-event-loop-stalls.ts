import type { FileExecutions } from '../../harness/model/program/execution-counts.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { LoopStall } from '../../harness/model/program/scenario-runtime-evidence.ts';
import { countCallsAround } from './count-sql-statements-per-application-call.ts';
import {
  listProjectCallSites,
  type RequestWait,
} from './group-recorded-waits-and-find-call-sites.ts';

/** Most calls of a function for each that stalls: a first call alone compiles and fills caches. */
const MOST_CALLS_PER_STALL = 10;

/** True unless the function of a stall was called much more often than it stalled. */
export function isUsualStall(
  { places: [place], count }: LoopStall,
  executions: readonly FileExecutions[],
): boolean {
  if (place === undefined) return false;
  return countCallsAround(place, executions) <= MOST_CALLS_PER_STALL * count;
}

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
