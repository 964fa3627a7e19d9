import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import type { CacheCounters } from '../../model/scenario/scenario.ts';
import { type Counted, NOTHING } from '../probe/counted.ts';
import { hitRateBetween, NO_LOOKUPS, noHitRate, readCounters } from './read-counters.ts';

/** Environment variable that passes the path of the counter file to the command. */
const VARIABLE = 'PERF_HARNESS_COUNTERS';

/** File to which a command writes its cache counters. */
export interface CounterFile {
  /** Added to the environment of the command; empty if no counters are requested. */
  readonly env: Readonly<Record<string, string>>;
  /** Begins a run of the command. What it gives says the share of hits when that has ended. */
  readonly begin: () => () => Counted;
}

/** @param folder - An empty one of the unit's own. */
export function openCounterFile(
  files: Pick<Files, 'read' | 'remove'>,
  folder: string,
  counters: CacheCounters | undefined,
): CounterFile {
  if (counters === undefined) return { env: {}, begin: () => () => NOTHING };
  const file = join(folder, 'counters.json');
  return {
    env: { [VARIABLE]: file },
    begin: () => {
      files.remove(file);
      return () => {
        const text = files.read(file);
        if (text === null) return noHitRate(`the command did not write the file of ${VARIABLE}`);
        return hitRateBetween(NO_LOOKUPS, readCounters(text, counters, `the file of ${VARIABLE}`));
      };
    },
  };
}
