import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type { RequestWait } from './group-recorded-waits-and-find-call-sites.ts';

const CHANGES_SCHEMA = /^\s*(?:create|alter|drop)\s+(?!(?:temp|temporary)\b)/iu;

/**
 * Leaves out what creates or migrates a database: the waits of each function of the application up
 * to the last change of the schema below it. Tests do that again and again, users once a release.
 * @param waits - Waits of one request or test.
 */
export function leaveOutSchemaChanges(
  { sites, functions }: WaitRecord,
  waits: readonly RequestWait[],
): readonly RequestWait[] {
  /** Start of the last change of the schema, by function. */
  const lastChange = new Map<number, number>();
  const functionsOf = ({ site }: RequestWait): readonly number[] =>
    (sites[site]?.stack ?? []).filter((index) => functions[index]?.owner === 'project');
  for (const wait of waits) {
    if (!CHANGES_SCHEMA.test(sites[wait.site]?.detail ?? '')) continue;
    for (const index of functionsOf(wait)) {
      lastChange.set(index, Math.max(wait.startMs, lastChange.get(index) ?? wait.startMs));
    }
  }
  if (lastChange.size === 0) return waits;
  return waits.filter((wait) =>
    functionsOf(wait).every(
      (index) => wait.startMs > (lastChange.get(index) ?? Number.NEGATIVE_INFINITY),
    ),
  );
}
