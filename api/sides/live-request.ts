import type { StatedLimits } from '../../harness/gate/refuse-change.ts';
import type { ComparisonRules } from '../../harness/model/documents/document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import type {
  DependencyChange,
  SideRequest,
  SnapshotProgress,
} from '../../harness/snapshot/side-request.ts';

/** What the two sides of a live comparison are. */
export type LiveSidesRequest =
  | { readonly type: 'code'; readonly base: SideRequest; readonly head: SideRequest }
  /** The working tree twice, with one dependency in two versions. */
  | { readonly type: 'dependency'; readonly change: DependencyChange }
  /** The working tree twice, with environment variables that differ. */
  | {
      readonly type: 'variables';
      readonly base: Readonly<Record<string, string>>;
      readonly head: Readonly<Record<string, string>>;
    }
  /** The working tree twice, on two versions of Node.js or on two executables. */
  | { readonly type: 'node'; readonly base: string; readonly head: string };

/** How a live comparison is made, beside what its scenarios say. */
export interface LiveComparisonOptions {
  readonly sides: LiveSidesRequest;
  /** Default: drawn. */
  readonly seed?: number | undefined;
  /** As a ratio, for every metric; default: each metric's own. */
  readonly margin?: number | null;
  /** Metrics that decide over the scenarios that measure them; default: each scenario's own. */
  readonly decideBy?: readonly string[];
  readonly rules?: ComparisonRules;
  /** For each scenario and stage, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** For all scenarios together, milliseconds. Default: no limit. */
  readonly budgetMs?: number | null;
  /** Whether it is saved, to be judged again. Default: it is. */
  readonly keep?: boolean;
  /** Whether what came out better or worse is profiled on both sides. Default: it is. */
  readonly explain?: boolean;
  /**
   * Margins as someone wrote them, to be told of where this machine cannot hold them. Default: none,
   * since the gate refuses them itself.
   */
  readonly limits?: StatedLimits;
  /** Told beside what the comparison finds. */
  readonly findings?: readonly Finding[];
  /** Command that measures the same again, without its scenarios. */
  readonly reproduce: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly onSnapshot?: (progress: SnapshotProgress) => void;
}
