import type { GateOptions } from '../harness/model/gate-document.ts';
import type { ProgressListener } from '../harness/model/progress.ts';
import type { SnapshotProgress } from '../harness/snapshot/side-request.ts';

/** How a project is gated, beside what its scenarios say. */
export interface GateProjectOptions {
  /** A commit as git names it; null: found from the surroundings, unless a baseline is named. */
  readonly base: string | null;
  /** Name of a stored baseline; null: none. */
  readonly baseline: string | null;
  readonly options: GateOptions;
  /** Default: drawn. */
  readonly seed?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly onSnapshot?: (progress: SnapshotProgress) => void;
}
