/** Reports the growth of resident memory from before a program's first line to its exit. */
import { reportAtExit } from './append-line-to-file-at-process-exit.ts';

reportAtExit('PERF_HARNESS_MEMORY_GROWTH', () => {
  const startBytes = process.memoryUsage.rss();
  return () => `${process.memoryUsage.rss() - startBytes}`;
});
