import { thisPlatform } from '../../harness/host/platform/this-platform.ts';
import type { Finding } from '../../harness/model/finding.ts';

/** Others take less than this share of the time in every program: the compiler's, the collector's, those of libuv. */
const LEAST_SHARE = 0.1;

/**
 * Watches what the threads of a process take that a profile of its main thread does not show. Call what comes back when the
 * profile is taken: it says so where they took more than the main thread, and null else.
 */
export function watchOtherThreads(pid: number, nowMs: () => number): () => Finding | null {
  const startedMs = nowMs();
  const { threadTimes } = thisPlatform().processes;
  const start = threadTimes(pid);
  return () => {
    const elapsedMs = nowMs() - startedMs;
    const end = threadTimes(pid);
    if (start === null || end === null) return null;
    const mainMs = end.mainMs - start.mainMs;
    const othersMs = end.allMs - start.allMs - mainMs;
    if (othersMs <= Math.max(mainMs, LEAST_SHARE * elapsedMs)) return null;
    const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
    return {
      id: 'other-threads',
      level: 'warning',
      message: `The profile is of the main thread of process ${pid}, which took ${seconds(mainMs)} of CPU time meanwhile; its other threads took ${seconds(othersMs)}.`,
      remedy:
        'Where those are worker threads, profile the program from its start, which sees them too: perf-harness profile -- node app.js.',
    };
  };
}
