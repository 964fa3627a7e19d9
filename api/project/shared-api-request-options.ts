import type { TreeLimits } from '../../harness/host/process/process-tree-limits.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';

/** Options shared by all calls of the API. */
export interface ProjectRequest {
  /** Files, folders, globs, names of scenarios or URLs; empty: those of the configuration. */
  readonly targets?: readonly string[];
  /** A command to measure instead, as an argument vector. */
  readonly command?: readonly string[];
  /** Selects only scenarios whose name or tag contains the text or matches `/pattern/`. */
  readonly filter?: string;
  /** Hosts other than this machine that may be put under load. */
  readonly allowRemote?: readonly string[];
  /** Resource limits of each started program with its whole process tree. Default: none. */
  readonly limits?: TreeLimits;
  /** Folder to start from. Default: the working folder of the process. */
  readonly cwd?: string;
  /** From 0 to 2³² − 1; repeats the order, the coins and the V8 seeds of an earlier call. */
  readonly seed?: number;
  /** Name shown to processes waiting for its measurements. Default: `perf-harness` and the call. */
  readonly label?: string;
  /** Aborts the call; results measured so far are kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}
