import type { GateOptions } from '../../harness/model/documents/gate-document.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-scenarios.ts';
import type { SnapshotProgress } from '../../harness/snapshot/side-request.ts';

/** Of verdicts, where nothing else is asked for. */
export const DEFAULT_CONFIDENCE = 0.95;
/** Below it is no confidence; above it no number of pairs that the looks allow is enough. */
export const CONFIDENCES = [0.5, 0.999] as const;

/** How a project is gated, beside what its scenarios say. */
export interface GateProjectOptions {
  /** A commit as git names it; null: found from the surroundings, unless a baseline is named. */
  readonly base: string | null;
  /** Name of a stored baseline; null: none. */
  readonly baseline: string | null;
  readonly options: GateOptions;
  /** What the scenarios were found by: where that is nothing, those of the base can be missed. */
  readonly wanted: ScenarioRequest;
  /** Options that commands to see it again repeat: `--config ci.mjs`. Default: none. */
  readonly given?: readonly string[];
  /** Whether what came out better or worse is profiled on both sides. Default: it is. */
  readonly explain?: boolean;
  /** Default: drawn. */
  readonly seed?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly onSnapshot?: (progress: SnapshotProgress) => void;
}
