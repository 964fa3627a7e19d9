import { join } from 'node:path';
import { addPreload } from '../../host/process/preload-into-node.ts';
import { availableMetric, unavailableMetric } from './available-and-unavailable-metrics.ts';
import { NO_NODE_PROCESS, type ObserverContext, type ProgramObserver } from './program-observer.ts';

const METRIC = 'memory_growth';

/** Observes the largest growth of a command's Node.js process from its start to its exit. */
export function observeMemoryGrowth({
  files,
  folder,
  nodeOptions,
}: ObserverContext): ProgramObserver {
  const file = join(folder, 'memory-growth');
  return {
    env: {
      PERF_HARNESS_MEMORY_GROWTH: file,
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
