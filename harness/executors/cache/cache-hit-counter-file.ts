import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { CacheCounters } from '../../model/scenario/scenario.ts';
import { NO_METRICS } from '../probe/available-and-unavailable-metrics.ts';
import type { ProgramObserver } from '../probe/program-observer.ts';
import {
  computeHitRateBetween,
  NO_LOOKUPS,
  readCacheCounters,
  unavailableHitRate,
} from './read-cache-counters.ts';

/** Environment variable that passes the path of the counter file to the command. */
const VARIABLE = 'PERF_HARNESS_COUNTERS';

/**
 * Opens the file to which a command writes its cache counters. @param folder - An empty folder that
 * belongs to the unit.
 */
export function openCacheCounterFile(
  files: Pick<Files, 'read' | 'remove'>,
  folder: string,
  counters: CacheCounters | undefined,
): ProgramObserver {
  if (counters === undefined) return { env: {}, begin: () => () => NO_METRICS };
  const file = join(folder, 'counters.json');
  return {
    env: { [VARIABLE]: file },
    begin: () => {
      files.remove(file);
      return () => {
        const text = files.read(file);
        if (text === null)
          return unavailableHitRate(`the command did not write the ${VARIABLE} file`);
        return computeHitRateBetween(
          NO_LOOKUPS,
          readCacheCounters(text, counters, `the ${VARIABLE} file`),
        );
      };
    },
  };
}
