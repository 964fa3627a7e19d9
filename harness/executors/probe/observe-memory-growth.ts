import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { addPreload } from '../../host/process/preload-into-node.ts';
import {
  availableMetric,
  type MetricResults,
  NO_METRICS,
  unavailableMetric,
} from './available-and-unavailable-metrics.ts';
import { NO_NODE_PROCESS } from './event-counter.ts';

const METRIC = 'memory_growth';
/** Environment variable that passes the preload the path of its output file. */
const VARIABLE = 'PERF_HARNESS_MEMORY_GROWTH';

/** Memory growth of the processes of a command, if the scenario requests it. */
export interface MemoryGrowth {
  /** Added to the environment of the program; empty if not requested. */
  readonly env: Readonly<Record<string, string>>;
  /** Begins a run; the returned function ends it, and gives the largest growth of a process. */
  readonly begin: () => () => MetricResults;
}

/** Observes a command's Node.js memory at start, end. @param folder - Exists until the last run. */
export function observeMemoryGrowth(
  files: Pick<Files, 'read'>,
  folder: string,
  metrics: readonly string[],
  nodeOptions: string | undefined,
): MemoryGrowth {
  if (!metrics.includes(METRIC)) return { env: {}, begin: () => () => NO_METRICS };
  const file = join(folder, 'memory-growth');
  return {
    env: {
      [VARIABLE]: file,
      NODE_OPTIONS: addPreload(
        nodeOptions,
        import.meta.url,
        './report-memory-growth-at-exit-preload',
      ),
    },
    begin: () => {
      const before = files.read(file)?.length ?? 0;
      return () => {
        const text = files.read(file);
        if (text === null) return unavailableMetric(METRIC, NO_NODE_PROCESS);
        const growths = text.slice(before).split('\n').slice(0, -1).map(Number);
        if (growths.length === 0) {
          return unavailableMetric(
            METRIC,
            'every Node.js process ended before it could report its memory',
          );
        }
        return availableMetric(METRIC, Math.max(...growths));
      };
    },
  };
}
